/* The one table of commands: help, parsing and the manual come from it. */
#include "tui/cli_commands.h"

#include "tui/i18n.h"

static const struct cli_option init_options[] = {
	{ "territory", N_("NOM"), N_("le nom du nouveau territoire") },
	{ "name", N_("NOM"), N_("votre nom, tel que les collègues le verront") },
	{ "remote", N_("ADRESSE"), N_("où synchroniser : répertoire, clé USB ou ssh://…") },
	{ "kdf", N_("interactive"), N_("pour une petite machine : 64 Mio, 2 passes") },
	{ 0 },
};

static const struct cli_option request_options[] = {
	{ "name", N_("NOM"), N_("votre nom, tel que les collègues le verront") },
	{ "kdf", N_("interactive"), N_("pour une petite machine : 64 Mio, 2 passes") },
	{ 0 },
};

static const struct cli_option admit_options[] = {
	{ "role", N_("referent|supervisor"), N_("le rôle du nouveau membre (référent par défaut)") },
	{ "member", N_("ID"), N_("un poste de plus pour ce membre, au lieu d’un nouveau membre") },
	{ "caseload", N_("NOM"), N_("le nom de son portefeuille (son nom par défaut)") },
	{ 0 },
};

static const struct cli_option join_options[] = {
	{ "remote", N_("ADRESSE"), N_("au lieu de l’adresse écrite dans l’invitation") },
	{ 0 },
};

static const struct cli_option remote_options[] = {
	{ "accept-key", N_("EMPREINTE"), N_("la clé attendue du serveur ssh (SHA256:…), lue à voix haute") },
	{ 0 },
};

static const struct cli_option sync_options[] = {
	{ "remote", N_("NOM"), N_("avec cette adresse seulement") },
	{ "dry-run", NULL, N_("dire ce qui serait fait, sans rien envoyer") },
	{ "accept-key", N_("EMPREINTE"), N_("la clé attendue du serveur ssh (SHA256:…), lue à voix haute") },
	{ 0 },
};

static const struct cli_option verify_options[] = {
	{ "root", N_("HEX"), N_("la racine attendue du territoire") },
	{ 0 },
};

static const struct cli_option import_options[] = {
	{ "dry-run", NULL, N_("montrer le sort de chaque ligne, sans rien écrire") },
	{ "sheet", N_("FEUILLE"), N_("d’un classeur : la feuille, par son nom ou son numéro") },
	{ "map", N_("FICHIER.ini"), N_("renommer des colonnes (retenu pour la suite)") },
	{ "decide", N_("LIGNE=CHOIX,…"), N_("trancher des doutes : same, new ou skip, par ligne du fichier") },
	{ "report", N_("FICHIER.csv"), N_("écrire le sort de chaque ligne dans un fichier") },
	{ 0 },
};

static const struct cli_option list_options[] = {
	{ "sort", N_("name|urgency|contact|contract|town"), N_("l’ordre (urgence par défaut)") },
	{ "all", NULL, N_("aussi les dossiers archivés et ceux des collègues") },
	{ "limit", N_("N"), N_("au plus N lignes") },
	{ 0 },
};

static const struct cli_option export_options[] = {
	{ "caseload", NULL, N_("mes dossiers, un par ligne, au lieu d’une personne") },
	{ "all", NULL, N_("avec --caseload : aussi ceux des collègues") },
	{ "archived", NULL, N_("avec --caseload : les archivés, au lieu des actifs") },
	{ "output", N_("FICHIER"), N_("dans un fichier neuf, que vous seul·e pouvez lire") },
	{ 0 },
};

static const struct cli_option agenda_options[] = {
	{ "from", N_("DATE"), N_("à partir de ce jour : 2026-11-24, auj, +7 ; seul, jusqu’à la fin") },
	{ "to", N_("DATE"), N_("jusqu’à ce jour compris") },
	{ "week", NULL, N_("toute la semaine de ce jour (sans rien d’autre : celle d’aujourd’hui)") },
	{ "day", NULL, N_("ce jour seul") },
	{ "free", NULL, N_("ce qui est libre de vos heures de travail, au lieu des rendez-vous") },
	{ "all", NULL, N_("aussi les rendez-vous des collègues") },
	{ "names", NULL, N_("avec --format ics : les noms entiers, les adresses et les objets, au lieu des initiales") },
	{ "output", N_("FICHIER.ics"), N_("avec --format ics : dans un fichier neuf") },
	{ 0 },
};

static const struct cli_option show_options[] = {
	{ "reveal", NULL, N_("montrer aussi ce qui est masqué ; le journal dit qui l’a vu, et quand") },
	{ 0 },
};

static const struct cli_option note_options[] = {
	{ "channel", N_("CODE"), N_("meeting, phone, home_visit, … (entretien par défaut)") },
	{ "date", N_("DATE"), N_("aujourd’hui par défaut") },
	{ "visibility", N_("CODE"), N_("team, supervision ou me : qui la voit d’emblée (l’équipe par défaut)") },
	{ "topics", N_("CODES"), N_("les domaines abordés : mobilite;sante, …") },
	{ "sensitive", N_("CODE"), N_("health, justice ou violence") },
	{ 0 },
};

static const struct cli_option attach_options[] = {
	{ "kind", N_("CODE"), N_("contract, letter, quote, cv, identity, certificate, decision ou other") },
	{ 0 },
};

static const struct cli_option notes_options[] = {
	{ "search", N_("TEXTE"), N_("celles qui ont ces mots, dans ce dossier ou dans tous") },
	{ "versions", NULL, N_("aussi les textes d’avant") },
	{ "reveal", NULL, N_("montrer aussi le texte des notes confidentielles") },
	{ 0 },
};

static const struct cli_option assessment_options[] = {
	{ "new", NULL, N_("commencer un diagnostic, à partir du dernier") },
	{ "reveal", NULL, N_("montrer aussi les freins confidentiels ; l’historique du dossier en garde la trace") },
	{ "keep", N_("FREIN"), N_("de deux freins d’un domaine, garder celui-là ; l’autre est archivé") },
	{ 0 },
};

static const struct cli_option todo_options[] = {
	{ "kind", N_("SORTE"), N_("une seule sorte : contract_ends, report, action, contact, …") },
	{ "late", NULL, N_("seulement ce qui est en retard") },
	{ "soon", NULL, N_("seulement ce qui est pour cette semaine") },
	{ "all", NULL, N_("aussi les dossiers des collègues") },
	{ "limit", N_("N"), N_("au plus N lignes") },
	{ 0 },
};

static const struct cli_option postpone_options[] = {
	{ "kind", N_("SORTE"), N_("laquelle des choses à faire dans ce dossier") },
	{ "reason", N_("TEXTE"), N_("pourquoi ; l’historique du dossier le garde") },
	{ 0 },
};

static const struct cli_option threshold_options[] = {
	{ "reset", NULL, N_("revenir à la valeur du territoire, ou à celle d’usage") },
	{ 0 },
};

static const struct cli_option history_options[] = {
	{ "limit", N_("N"), N_("au plus N lignes") },
	{ 0 },
};

static const struct cli_option print_options[] = {
	{ "output", N_("FICHIER.pdf"), N_("le fichier à créer ; jamais par-dessus un autre") },
	{ "kind", N_("GENRE"), N_("avec timeline : un seul genre d’événements") },
	{ "history", NULL, N_("avec person : aussi qui a écrit quoi, et quand") },
	{ 0 },
};

static const struct cli_option timeline_options[] = {
	{ "kind", N_("GENRE"), N_("stages, orientations, assignments, appointments, notes, actions, solutions, contracts, assessments, breaches ou documents") },
	{ "limit", N_("N"), N_("au plus N lignes") },
	{ 0 },
};

static const struct cli_option orient_options[] = {
	{ "close", NULL, N_("fermer l’orientation en cours la veille de la nouvelle") },
	{ 0 },
};

static const struct cli_option assign_options[] = {
	{ "lead", NULL, N_("en faire le ou la référent·e du dossier ; l’affectation d’avant prend fin la veille") },
	{ "reason", N_("TEXTE"), N_("avec --lead : pourquoi la précédente prend fin") },
	{ 0 },
};

static const struct cli_option exit_options[] = {
	{ "cancel-appointments", NULL, N_("annuler aussi les rendez-vous à venir") },
	{ "end-contracts", NULL, N_("mettre fin aussi aux contrats qui courent") },
	{ "reopen", NULL, N_("rouvrir un parcours terminé") },
	{ 0 },
};

static const struct cli_option conflicts_options[] = {
	{ "keep", N_("CHAMP=N|both,…"), N_("garder la valeur N de la liste, ou les deux, au lieu d’en donner une autre") },
	{ 0 },
};

static const struct cli_option passphrase_options[] = {
	{ "recovery", NULL, N_("ouvrir avec le code de secours, puis choisir une nouvelle phrase") },
	{ "new-recovery", NULL, N_("montrer un nouveau code de secours ; l’ancien n’ouvre plus rien") },
	{ "rekey", NULL, N_("changer aussi la clé de la base : elle n’ouvrira plus les anciennes copies") },
	{ 0 },
};

static const struct cli_option doctor_options[] = {
	{ "repair", NULL, N_("ouvrir un coffre dont les dernières écritures manquent (il sera marqué restauré)") },
	{ 0 },
};

static const struct cli_option demo_options[] = {
	{ "reset", NULL, N_("recommencer avec un territoire d’essai neuf") },
	{ "folder", N_("RÉPERTOIRE"), N_("où le tenir (un répertoire d’essai par défaut)") },
	{ 0 },
};

static const struct cli_option renew_options[] = {
	{ "goals", N_("all|none|ID,…"), N_("les objectifs repris (par défaut : ceux qui ne sont ni atteints ni abandonnés)") },
	{ 0 },
};

static const struct cli_option sign_options[] = {
	{ "by", N_("CODE,…"), N_("qui signe : person, referent, authority (les deux premiers par défaut)") },
	{ "date", N_("DATE"), N_("aujourd’hui par défaut") },
	{ "place", N_("LIEU"), N_("où") },
	{ "how", N_("CODE"), N_("paper, electronic, by_post ou oral (papier par défaut)") },
	{ "step", NULL, N_("passer aussi à l’étape qui suit, s’il y en a une") },
	{ 0 },
};

static const struct cli_command commands[] = {
	{ "demo", "", N_("un territoire d’essai : dossiers fictifs, trois membres"),
	  CLI_GIVES_WORDS, demo_options, 0, 0, cli_demo },
	{ "init", "", N_("créer un coffre et un nouveau territoire"),
	  CLI_GIVES_OBJECT, init_options, 0, 0, cli_init },
	{ "request", "", N_("demander à rejoindre un territoire (écrit la demande)"),
	  CLI_GIVES_OBJECT, request_options, 0, 0, cli_request },
	{ "admit", N_("DEMANDE"), N_("admettre une demande (écrit l’invitation)"),
	  CLI_GIVES_OBJECT, admit_options, 1, 1, cli_admit },
	{ "join", N_("INVITATION"), N_("rejoindre le territoire"),
	  CLI_GIVES_NOTHING, join_options, 1, 1, cli_join },
	{ "import", N_("FICHIER"), N_("importer un fichier CSV, .xlsx ou .ods de bénéficiaires ou de structures"),
	  CLI_GIVES_ROWS, import_options, 1, 1, cli_import },
	{ "list", "", N_("mes dossiers"),
	  CLI_GIVES_ROWS, list_options, 0, 0, cli_list },
	{ "show", N_("ID"), N_("tout ce qui est tenu sur un dossier"),
	  CLI_GIVES_OBJECT, show_options, 1, 1, cli_show },
	{ "search", N_("TEXTE"), N_("chercher une personne, accents ou non"),
	  CLI_GIVES_ROWS, list_options, 1, -1, cli_search },
	{ "export", N_("[ID]"), N_("tout ce qui est tenu sur une personne (json), ou la liste des dossiers (csv, json)"),
	  CLI_GIVES_ROWS, export_options, 0, 1, cli_export },
	{ "agenda", N_("[ID]"), N_("mes rendez-vous, ou ceux d’une personne ; ce qui est libre ; un calendrier"),
	  CLI_GIVES_DATES, agenda_options, 0, 1, cli_agenda },
	{ "history", N_("ID"), N_("qui a changé quoi, et quand"),
	  CLI_GIVES_ROWS, history_options, 1, 1, cli_history },
	{ "print", N_("contract ID | summary ID | slip ID | week [DATE] | timeline ID | person ID"), N_("un document en PDF, qui ne sera pas chiffré"),
	  CLI_GIVES_OBJECT, print_options, 1, 2, cli_print },
	{ "add", N_("ENTITÉ champ=valeur…"), N_("créer un dossier (person) ou un élément d’un dossier (dossier=ID)"),
	  CLI_GIVES_OBJECT, NULL, 1, -1, cli_add },
	{ "set", N_("ID champ=valeur…"), N_("modifier, en une seule opération"),
	  CLI_GIVES_OBJECT, NULL, 2, -1, cli_set },
	{ "fields", N_("[ENTITÉ [CHAMP]]"), N_("ce qui peut s’écrire : éléments, champs d’un élément, codes d’un champ"),
	  CLI_GIVES_ROWS, NULL, 0, 2, cli_fields },
	{ "note", N_("ID"), N_("écrire une note, lue sur l’entrée standard"),
	  CLI_GIVES_OBJECT, note_options, 1, 1, cli_note_command },
	{ "notes", N_("[ID]"), N_("les notes d’un dossier, ou celles qui ont certains mots"),
	  CLI_GIVES_ROWS, notes_options, 0, 1, cli_notes },
	{ "assessment", N_("ID [domaine=niveau…] [champ=valeur…]"), N_("le diagnostic : freins, niveaux, évolution ; les changer"),
	  CLI_GIVES_OBJECT, assessment_options, 1, -1, cli_assessment },
	{ "timeline", N_("ID"), N_("ce qui s’est passé, le plus récent d’abord"),
	  CLI_GIVES_ROWS, timeline_options, 1, 1, cli_timeline },
	{ "orient", N_("ID [champ=valeur…]"), N_("une nouvelle orientation (à partir d’aujourd’hui, sauf starts=)"),
	  CLI_GIVES_OBJECT, orient_options, 1, -1, cli_orient },
	{ "reorient", N_("ID [champ=valeur…]"), N_("une demande de réorientation, sa réponse ; sans champ : leur liste"),
	  CLI_GIVES_ROWS, NULL, 1, -1, cli_reorient },
	{ "assign", N_("ID MEMBRE [champ=valeur…]"), N_("affecter un ou une professionnel·le à un dossier"),
	  CLI_GIVES_OBJECT, assign_options, 2, -1, cli_assign },
	{ "exit", N_("ID [champ=valeur…]"), N_("la fin d’un parcours et son motif (reason=), ou sa reprise"),
	  CLI_GIVES_OBJECT, exit_options, 1, -1, cli_exit_command },
	{ "breach", N_("ID [champ=valeur…]"), N_("un manquement, les étapes de sa procédure ; sans champ : leur liste"),
	  CLI_GIVES_ROWS, NULL, 1, -1, cli_breach },
	{ "contract", N_("ID"), N_("les contrats d’un dossier : objectifs, actions, signatures, semaines"),
	  CLI_GIVES_OBJECT, NULL, 1, 1, cli_contract },
	{ "renew", N_("ID [champ=valeur…]"), N_("préparer le contrat qui suit (ID : du dossier ou du contrat)"),
	  CLI_GIVES_OBJECT, renew_options, 1, -1, cli_renew },
	{ "amend", N_("ID [champ=valeur…]"), N_("préparer un avenant au contrat en cours"),
	  CLI_GIVES_OBJECT, NULL, 1, -1, cli_amend },
	{ "sign", N_("ID"), N_("noter qui a signé le contrat, quand, où, comment"),
	  CLI_GIVES_OBJECT, sign_options, 1, 1, cli_sign },
	{ "hours", N_("ID [SEMAINE=DURÉE…]"), N_("les heures, semaine par semaine ; les saisir (2026-W47=11h30)"),
	  CLI_GIVES_ROWS, NULL, 1, -1, cli_hours },
	{ "todo", "", N_("ce qui est à faire, en retard d’abord"),
	  CLI_GIVES_ROWS, todo_options, 0, 0, cli_todo },
	{ "postpone", N_("ID DATE"), N_("reporter une chose à faire ; l’historique en garde la trace"),
	  CLI_GIVES_OBJECT, postpone_options, 2, 2, cli_postpone },
	{ "threshold", N_("[SEUIL [VALEUR]]"), N_("les seuils des alertes, et d’où vient chaque règle"),
	  CLI_GIVES_ROWS, threshold_options, 0, 2, cli_threshold },
	{ "remote", N_("add NOM ADRESSE | list | remove NOM | key"), N_("où synchroniser ; la clé que ce poste montre aux serveurs ssh"),
	  CLI_GIVES_ROWS, remote_options, 1, 3, cli_remote },
	{ "sync", "", N_("recevoir, vérifier, réunir, envoyer"),
	  CLI_GIVES_OBJECT, sync_options, 0, 0, cli_sync },
	{ "digest", "", N_("une empreinte par portefeuille : égale si les contenus le sont"),
	  CLI_GIVES_ROWS, NULL, 0, 0, cli_digest },
	{ "verify", N_("[DÉPÔT]"), N_("vérifier toute l’histoire d’un territoire, sans coffre"),
	  CLI_GIVES_OBJECT, verify_options, 0, 1, cli_verify },
	{ "conflicts", N_("[ID champ=valeur…]"), N_("ce qui est à régler ; avec un ID : trancher"),
	  CLI_GIVES_ROWS, conflicts_options, 0, -1, cli_conflicts },
	{ "attach", N_("ID FICHIER"), N_("ajouter un document au dossier, 4 Mio au plus"),
	  CLI_GIVES_OBJECT, attach_options, 2, 2, cli_attach },
	{ "attachments", N_("ID"), N_("les documents d’un dossier, avec leur empreinte"),
	  CLI_GIVES_ROWS, NULL, 1, 1, cli_attachments },
	{ "attachment", N_("save ID FICHIER"), N_("écrire un document dans un nouveau fichier, en clair"),
	  CLI_GIVES_OBJECT, NULL, 3, 3, cli_attachment },
	{ "drafts", "", N_("ce qui a été tapé à l’écran sans être enregistré"),
	  CLI_GIVES_ROWS, NULL, 0, 0, cli_drafts },
	{ "transfer", N_("ID PORTEFEUILLE"), N_("déplacer un dossier (supervision)"),
	  CLI_GIVES_NOTHING, NULL, 2, 2, cli_transfer },
	{ "members", "", N_("les membres et leurs postes"),
	  CLI_GIVES_ROWS, NULL, 0, 0, cli_members },
	{ "backup", N_("FICHIER"), N_("une sauvegarde chiffrée, vérifiée"),
	  CLI_GIVES_NOTHING, NULL, 1, 1, cli_backup },
	{ "restore", N_("FICHIER"), N_("restaurer une sauvegarde dans un nouveau coffre"),
	  CLI_GIVES_NOTHING, NULL, 1, 1, cli_restore },
	{ "passphrase", "", N_("changer la phrase secrète"),
	  CLI_GIVES_NOTHING, passphrase_options, 0, 0, cli_passphrase },
	{ "doctor", "", N_("vérifier le coffre et la machine"),
	  CLI_GIVES_ROWS, doctor_options, 0, 0, cli_doctor },
	{ 0 },
};

const struct cli_command *cli_commands(void)
{
	return commands;
}
