"""The words of the pharmacist's page, in French and in English."""

from __future__ import annotations

from dashboards.pharmacy_replay_words import REPLAY_WORDS

_FILES: dict[str, tuple[str, str]] = {
    "ph_drop": ("Déposer vos fichiers", "Drop your files"),
    "ph_drop_lead": (
        "CSV (point-virgule et virgule décimale) ou Excel, tels que votre logiciel les exporte. "
        "Les colonnes sont reconnues et montrées avant tout calcul.",
        "CSV (semicolon and decimal comma) or Excel, as your software exports them. Columns are "
        "recognised and shown before anything is computed."),
    "ph_need_consommation": ("les sorties (date, code, quantité, service) ;",
                             "consumption (date, code, quantity, ward);"),
    "ph_need_stock": ("le stock (code, quantité, lot, péremption) ;",
                      "stock (code, quantity, batch, expiry);"),
    "ph_need_commandes": ("les commandes, livrées ou attendues (code, quantité, dates) ;",
                          "orders, delivered or awaited (code, quantity, dates);"),
    "ph_need_more": (
        "si vous les avez : catalogue, marchés et contingents, jours de rupture, substitutions "
        "interdites, priorité des services.",
        "if you have them: catalogue, contracts and quotas, days out of stock, forbidden "
        "substitutions, priority of wards."),
    "ph_drop_here": ("Choisir les fichiers", "Choose the files"),
    "ph_drop_note": (
        "Plusieurs à la fois, {size} Mo au plus chacun ; au-delà, mettez-les dans le dossier "
        "« {folder} ». Ils restent sur cette machine, lisibles de vous seul.",
        "Several at once, {size} MB at most each; above, put them in the folder “{folder}”. They "
        "stay on this machine, readable by you only."),
    "ph_folder": ("Prendre les fichiers du dossier {folder}", "Take the files of {folder}"),
    "ph_example": ("Essayer avec une pharmacie inventée", "Try with an invented pharmacy"),
    "ph_example_note": ("quarante produits, seize mois de sorties ; rien n'est réel",
                        "forty products, sixteen months of consumption; nothing is real"),
    "ph_orders": ("Vos commandes", "Your orders"),
    "ph_no_order": ("Aucune commande calculée pour l'instant.", "No order worked out yet."),
    "ph_drop_or": (" ou les glisser ici", " or drag them here"),
    "ph_order_name": ("Commande sur le stock « {name} »", "Order on the stock “{name}”"),
    "ph_made": ("{name}, demandée le {date}", "{name}, asked on {date}"),
    "ph_state_waiting": ("en attente", "waiting"),
    "ph_state_running": ("calcul en cours", "being worked out"),
    "ph_state_stopping": ("en cours d'arrêt", "stopping"),
    "ph_state_finished": ("prête", "ready"),
    "ph_state_cancelled": ("arrêtée", "stopped"),
    "ph_state_failed": ("refusée", "refused"),
    "ph_state_dead": ("interrompue", "interrupted"),
    "ph_erase_note": (
        "Les fichiers déposés pour elle, la proposition et le registre de ses décisions seront "
        "effacés de cette machine, sans retour.",
        "The files dropped for it, the proposal and the book of its decisions will be erased from "
        "this machine for good."),
    "ph_files_title": ("Vos fichiers, tels qu'ils seront lus", "Your files, as they will be read"),
    "ph_files_lead": (
        "Vérifiez ce que chaque fichier contient et la colonne prise pour chaque donnée, puis "
        "calculez la commande.",
        "Check what each file holds and the column taken for each item, then work out the order."),
    "ph_absent": ("Il manque encore : {kinds}. Ajoutez-les, ou dites quel fichier les contient.",
                  "Still missing: {kinds}. Add them, or say which file holds them."),
    "ph_kind_of": ("Contenu de {name}", "Content of {name}"),
    "ph_kind_consommation": ("Sorties (consommation)", "Consumption"),
    "ph_kind_stock": ("Stock", "Stock"),
    "ph_kind_commandes": ("Commandes", "Orders"),
    "ph_kind_produits": ("Catalogue des produits", "Catalogue of products"),
    "ph_kind_marches": ("Marchés et contingents", "Contracts and quotas"),
    "ph_kind_ruptures": ("Jours de rupture", "Days out of stock"),
    "ph_kind_interdits": ("Substitutions interdites", "Forbidden substitutions"),
    "ph_kind_services": ("Priorité des services", "Priority of wards"),
    "ph_kind_aucun": ("Laissé de côté", "Left aside"),
    "ph_price_doubt": (
        "Choisissez-la sous « Prix d'une unité » ou « Prix d'une boîte ».",
        "Choose it under “Price of a unit” or “Price of a box”."),
    "ph_aside": ("Ce fichier ne sera pas lu.", "This file will not be read."),
    "ph_rows": ("{n} ligne lue|{n} lignes lues", "{n} row read|{n} rows read"),
    "ph_lost": ("{n} refusée|{n} refusées", "{n} refused|{n} refused"),
    "ph_line": ("ligne {n} :", "line {n}:"),
    "ph_columns": ("Colonnes reconnues : {n} sur {all}", "Columns recognised: {n} of {all}"),
    "ph_role": ("{role} {need}", "{role} {need}"),
    "ph_needed": ("(obligatoire)", "(needed)"),
    "ph_no_column": ("aucune colonne", "no column"),
    "ph_add_file": ("Ajouter un fichier", "Add a file"),
    "ph_compute": ("Calculer la commande", "Work out the order"),
    "ph_r_date": ("Date", "Date"),
    "ph_r_code": ("Code du produit", "Code of the product"),
    "ph_r_quantite": ("Quantité", "Quantity"),
    "ph_r_service": ("Service", "Ward"),
    "ph_r_libelle": ("Libellé", "Name"),
    "ph_r_lot": ("Lot", "Batch"),
    "ph_r_peremption": ("Péremption", "Expiry"),
    "ph_r_commande": ("Date de commande", "Date of the order"),
    "ph_r_livraison": ("Date de livraison", "Date of delivery"),
    "ph_r_recu": ("Quantité reçue", "Quantity received"),
    "ph_r_prevue": ("Livraison prévue", "Delivery announced"),
    "ph_r_fournisseur": ("Fournisseur", "Supplier"),
    "ph_r_numero": ("Numéro de commande", "Number of the order"),
    "ph_r_ucd": ("Code UCD", "UCD code"),
    "ph_r_cip": ("Code CIP", "CIP code"),
    "ph_r_atc": ("Code ATC", "ATC code"),
    "ph_r_substance": ("Substance (DCI)", "Substance (INN)"),
    "ph_r_dosage": ("Dosage", "Strength"),
    "ph_r_forme": ("Forme", "Form"),
    "ph_r_voie": ("Voie", "Route"),
    "ph_r_conditionnement": ("Unités par boîte", "Units in a box"),
    "ph_r_minimum": ("Minimum de commande", "Smallest order"),
    "ph_r_prix": ("Prix d'une unité (€)", "Price of a unit (€)"),
    "ph_r_prix_boite": ("Prix d'une boîte (€)", "Price of a box (€)"),
    "ph_r_prix_non_dit": ("Prix : unité ou boîte ? (€)", "Price: unit or box? (€)"),
    "ph_r_ved": ("Criticité (V, E, D)", "Criticality (V, E, D)"),
    "ph_r_categorie": ("Catégorie", "Category"),
    "ph_r_livret": ("Au livret", "In the formulary"),
    "ph_r_delai": ("Délai de livraison (jours)", "Lead time (days)"),
    "ph_r_tension": ("Tension ou rupture signalée", "Shortage announced"),
    "ph_r_debut": ("Début", "Start"),
    "ph_r_fin": ("Fin", "End"),
    "ph_r_contingent": ("Contingent mensuel", "Monthly quota"),
    "ph_r_priorite": ("Priorité", "Priority"),
    "ph_r_substitut": ("Substitut interdit", "Forbidden substitute"),
    "ph_r_motif": ("Motif", "Reason"),
}  # fmt: skip
_SETTINGS: dict[str, tuple[str, str]] = {
    "ph_settings": ("Service, budget et rythme", "Service, budget and rhythm"),
    "ph_settings_note": (
        "Recalculer garde les fichiers et le registre. Une proposition nouvelle se décide à "
        "nouveau ; avec les mêmes réglages, les décisions prises reviennent.",
        "Working it out again keeps the files and the book. A new proposal is decided anew; with "
        "the same settings, the decisions taken come back."),
    "ph_set_service": ("Service visé", "Service aimed at"),
    "ph_set_service_note": ("Ce que mesurent les niveaux ci-contre.", "What the levels measure."),
    "ph_service_cycle": ("Par cycle : ne pas manquer entre deux livraisons",
                         "Cycle: no shortage between two deliveries"),
    "ph_service_fill": ("Taux de service : part des unités servies",
                        "Fill rate: share of units served"),
    "ph_set_levels": ("Niveaux V ; E ; D (%)", "Levels V; E; D (%)"),
    "ph_set_levels_note": ("Vital, essentiel, désirable (supposés, à régler).",
                           "Vital, essential, desirable (assumed, to be set)."),
    "ph_set_budget": ("Budget (€)", "Budget (€)"),
    "ph_set_budget_note": ("Vide : sans plafond.", "Empty: no cap."),
    "ph_set_review": ("Jours entre deux commandes", "Days between two orders"),
    "ph_set_review_note": ("De 1 à 31.", "From 1 to 31."),
    "ph_set_days": ("Jours regardés", "Days looked at"),
    "ph_set_days_note": ("Risque et dessin, 90 au plus.", "Risk and drawing, 90 at most."),
    "ph_set_asof": ("Jour de la commande", "Day of the order"),
    "ph_set_asof_note": ("Vide : celui de l'inventaire.", "Empty: that of the inventory."),
    "ph_again": ("Recalculer", "Work out again"),
}  # fmt: skip
_PRODUCT: dict[str, tuple[str, str]] = {
    "ph_ranked": ("Ce qui va manquer, le plus grave d'abord",
                  "What will run short, the gravest first"),
    "ph_ranked_note": (
        "Rang : gravité (vital {v}, essentiel {e}, désirable {d} : supposée) × risque de manquer "
        "avant la prochaine livraison, puis × risque dans les {days} jours si rien de nouveau "
        "n'est commandé, puis couverture la plus courte. "
        "Couverture du stock présent, en jours : une fois sur dix plus courte que le premier "
        "nombre, une fois sur deux que le deuxième, neuf fois sur dix que le troisième. Cliquez "
        "une ligne.",
        "Rank: gravity (vital {v}, essential {e}, desirable {d}: assumed) × risk of running short "
        "before the next delivery, then × risk within {days} days if nothing new is ordered, then "
        "the shortest cover. Cover of the "
        "shelf, in days: shorter than the first number once in ten, than the second once in two, "
        "than the third nine times in ten. Click a line."),
    "ph_g_rank": ("Rang", "Rank"),
    "ph_g_name": ("Produit", "Product"),
    "ph_g_class": ("VED / ABC", "VED / ABC"),
    "ph_g_cover": ("Couverture (j)", "Cover (days)"),
    "ph_g_before": ("Risque avant livraison", "Risk before delivery"),
    "ph_g_delivery": ("Livraison dans (j)", "Delivery in (days)"),
    "ph_g_period": ("Risque à {days} j sans commander", "Risk in {days} days, nothing ordered"),
    "ph_g_stock": ("Stock", "Stock"),
    "ph_g_awaited": ("Attendu", "Awaited"),
    "ph_g_units": ("À commander", "To order"),
    "ph_g_decision": ("Décision", "Decision"),
    "ph_v_none": ("à décider", "to decide"),
    "ph_v_nothing": ("–", "–"),
    "ph_v_accept": ("accepted", "accepted"),
    "ph_v_modify": ("modified", "modified"),
    "ph_v_reject": ("rejected", "rejected"),
    "ph_product": ("Un produit", "One product"),
    "ph_pick": ("Produit", "Product"),
    "ph_pick_none": ("Aucun produit de ce nom", "No product of that name"),
    "ph_ved_V": ("vital", "vital"),
    "ph_ved_E": ("essentiel", "essential"),
    "ph_ved_D": ("désirable", "desirable"),
    "ph_assumed": ("(supposé)", "(assumed)"),
    "ph_class": ("classe {abc}", "class {abc}"),
    "ph_pattern_smooth": ("{n} par jour, régulier", "{n} a day, regular"),
    "ph_pattern_erratic": ("{n} par jour, irrégulier", "{n} a day, erratic"),
    "ph_pattern_intermittent": ("{n} par jour, intermittent", "{n} a day, intermittent"),
    "ph_pattern_lumpy": ("{n} par jour, intermittent et irrégulier", "{n} a day, lumpy"),
    "ph_pattern_none": ("aucune consommation connue", "no known consumption"),
    "ph_lead_days": ("livré en {median} j, neuf fois sur dix en {most} j au plus",
                "delivered in {median} days, nine times in ten in {most} at most"),
    "ph_returned": ("{n} rendues par les services, déduites", "{n} returned by wards, netted"),
    "ph_censored": ("{n} jour de rupture passé, demande estimée"
                    "|{n} jours de rupture passés, demande estimée",
                    "{n} past day out of stock, demand estimated"
                    "|{n} past days out of stock, demand estimated"),
    "ph_wasted": ("{n} périmeront d'ici 90 jours", "{n} will expire within 90 days"),
    "ph_risk": (
        "Risque de manquer avant la livraison (dans {when} j) : {risk}. Si rien de nouveau n'est "
        "commandé, {without} jours sans produit attendus sur {days}.",
        "Risk of running short before the delivery (in {when} days): {risk}. If nothing new is "
        "ordered, {without} days without product are expected out of {days}."),
    "ph_fan_without": ("Stock à venir sans commander", "Stock to come, nothing ordered"),
    "ph_fan_with": ("Stock à venir avec la commande proposée", "Stock to come with the order"),
    "ph_fan_wide": ("9 futurs sur 10 (5 à 95 %)", "9 futures in 10 (5 to 95 %)"),
    "ph_fan_half": ("la moitié (25 à 75 %)", "half of them (25 to 75 %)"),
    "ph_fan_median": ("médiane, le soir", "median, in the evening"),
    "ph_fan_delivery": ("prochaine livraison (médiane)", "next delivery (median)"),
    "ph_fan_table": ("Le dessin en tableau", "The drawing as a table"),
    "ph_fan_alt": (
        "Stock médian de {first} le premier soir à {last} le {days}e ; le risque de manquer est le "
        "plus fort le {worst} : {risk}.",
        "Median stock from {first} on the first evening to {last} after {days} days; the risk of "
        "missing is highest on {worst}: {risk}."),
    "ph_evening": ("Soir du", "Evening of"),
    "ph_h_none_q05": ("Sans commander, 5 %", "Nothing ordered, 5 %"),
    "ph_h_none_q50": ("médiane", "median"),
    "ph_h_none_q95": ("95 %", "95 %"),
    "ph_h_none_missing": ("risque ce jour", "risk that day"),
    "ph_h_order_q05": ("Avec la commande, 5 %", "With the order, 5 %"),
    "ph_h_order_q50": ("médiane", "median"),
    "ph_h_order_q95": ("95 %", "95 %"),
    "ph_h_order_missing": ("risque ce jour", "risk that day"),
    "ph_substitutes": ("Substituts possibles, dans l'ordre", "Possible substitutes, in order"),
    "ph_each": (", {n} unité(s) pour une", ", {n} unit(s) for one"),
    "ph_in_stock": ("{n} en stock", "{n} in stock"),
    "ph_vetoed": ("Interdit par {by} ({reason}).", "Forbidden by {by} ({reason})."),
    "ph_never": (
        "Rien n'est jamais remplacé automatiquement. Les substitutions interdites de votre fichier "
        "ne sont pas montrées.",
        "Nothing is ever replaced automatically. Substitutions forbidden by your file are not "
        "shown."),
    "ph_shares": ("Partage du stock entre services, {days} jour(s) à tenir",
                  "Sharing of the stock between wards, {days} day(s) to last"),
    "ph_h_ward": ("Service", "Ward"),
    "ph_h_priority": ("Priorité", "Priority"),
    "ph_h_need": ("Besoin", "Need"),
    "ph_h_given": ("Attribué", "Given"),
    "ph_undecided": ("Pas encore décidé.", "Not decided yet."),
    "ph_nothing_to_decide": ("Rien n'est proposé ; vous pouvez fixer une quantité.",
                             "Nothing is proposed; you may set a quantity."),
    "ph_decided": ("Décision : {verdict}, {n} unités, {by}, {date}{reason}.",
                   "Decision: {verdict}, {n} units, {by}, {date}{reason}."),
    "ph_units": ("Unités à commander", "Units to order"),
    "ph_reason": ("Motif (obligatoire sauf accord)", "Reason (needed unless accepted)"),
    "ph_by": ("Votre nom", "Your name"),
    "ph_do_accept": ("Accepter", "Accept"),
    "ph_do_modify": ("Modifier la quantité", "Change the quantity"),
    "ph_do_reject": ("Refuser", "Reject"),
    "ph_forbid": ("Interdire un substitut", "Forbid a substitute"),
    "ph_forbid_which": ("lequel", "which one"),
    "ph_forbid_go": ("Interdire", "Forbid"),
    "ph_none_left": ("Il ne reste aucune ligne à décider.", "No line is left to decide."),
    "ph_written": ("Écrit au registre.", "Written in the book."),
}  # fmt: skip
_ORDER: dict[str, tuple[str, str]] = {
    "ph_proposal": ("La commande à décider", "The order to decide"),
    "ph_rest": ("Accepter le reste", "Accept the rest"),
    "ph_rest_note": (
        "« Accepter le reste » vaut pour les lignes sans décision, au nom écrit ci-dessus. Rien "
        "n'est effacé du registre : une nouvelle décision remplace l'ancienne, qui y reste.",
        "“Accept the rest” is for lines without a decision, under the name written above. Nothing "
        "is erased from the book: a new decision replaces the old one, which stays there."),
    "ph_o_name": ("Produit", "Product"),
    "ph_o_units": ("Unités", "Units"),
    "ph_o_cost": ("Montant", "Amount"),
    "ph_o_why": ("Pourquoi", "Why"),
    "ph_o_decision": ("Décision", "Decision"),
    "ph_boxes": ("{n} boîte(s) de {pack}", "{n} box(es) of {pack}"),
    "ph_more_lines": ("{n} autre ligne : téléchargez la proposition."
                      "|{n} autres lignes : téléchargez la proposition.",
                      "{n} other line: download the proposal."
                      "|{n} other lines: download the proposal."),
    "ph_tally": ("Décidé : {lines} ligne(s) à commander, {cost} ; {left} sans décision.",
                 "Decided: {lines} line(s) to order, {cost}; {left} without a decision."),
    "ph_unpriced": ("{n} ligne sans prix|{n} lignes sans prix",
                    "{n} line without a price|{n} lines without a price"),
    "ph_others": (
        "{n} décision du registre porte sur une autre proposition : gardée, non appliquée ici."
        "|{n} décisions du registre portent sur une autre proposition : gardées, non appliquées "
        "ici.",
        "{n} decision of the book is about another proposal: kept, not applied here."
        "|{n} decisions of the book are about another proposal: kept, not applied here."),
    "ph_out_xlsx": ("Commande décidée (Excel)", "Decided order (Excel)"),
    "ph_out_csv": ("Commande décidée (CSV)", "Decided order (CSV)"),
    "ph_no_out": ("Aucune ligne acceptée : rien à envoyer encore.",
                  "No line accepted: nothing to send yet."),
    "ph_whole": ("Toute la proposition (Excel)", "The whole proposal (Excel)"),
    "ph_whole_note": ("Proposition entière, non décidée, en Excel",
                      "Whole proposal, not decided, as Excel"),
    "ph_trial": ("Et si les fournisseurs tardaient ?", "What if suppliers were late?"),
    "ph_trial_note": (
        "Un essai : toute livraison à venir prend des jours de plus. La commande et ses décisions "
        "n'en sont pas changées.",
        "A trial: every delivery to come takes more days. The order and its decisions are not "
        "changed by it."),
    "ph_delay": ("Jours de retard", "Days late"),
    "ph_supplier": ("Qui tarde", "Who is late"),
    "ph_every_supplier": ("Tous les fournisseurs", "Every supplier"),
    "ph_every_supplier_said": ("tous les fournisseurs", "every supplier"),
    "ph_try": ("Essayer", "Try"),
    "ph_trying": ("Essai en cours…", "Trial running…"),
    "ph_late": (
        "Avec {days} jours de retard ({who}), {after} produits risquent de manquer avant leur "
        "livraison (plus de 10 % de risque), au lieu de {before} ; la commande proposée passe de "
        "{cost} € à {late} €.",
        "With {days} days of delay ({who}), {after} products risk running short before their "
        "delivery (over 10 % of risk), instead of {before}; the order proposed goes from {cost} € "
        "to {late} €."),
    "ph_late_wanted": ("Sans plafond, de {cost} € à {late} €.",
                       "Without a cap, from {cost} € to {late} €."),
    "ph_late_same": ("Rien ne change.", "Nothing changes."),
    "ph_late_more": ("… et {n} autres produits.", "… and {n} other products."),
    "ph_l_name": ("Produit (VED)", "Product (VED)"),
    "ph_l_risk": ("Risque avant livraison", "Risk before delivery"),
    "ph_l_without": ("Jours sans produit sur {days}, sans commander",
                     "Days without product of {days}, nothing ordered"),
    "ph_l_units": ("À commander", "To order"),
    "ph_watch": ("Pénuries nationales à relire", "National shortages to review"),
    "ph_watch_list": ("Liste à relire, pas une prédiction certaine.",
                      "A list to read again, not a certain prediction."),
    "ph_watch_none": (
        "Aucun fichier daté des disponibilités (base publique des médicaments) dans « {folder} ». "
        "Déposez chaque mois le dossier du téléchargement (disponibilités et spécialités), puis "
        "recalculez :",
        "No dated availability file (public medicines database) in “{folder}”. Add the "
        "downloaded folder each month (availability and products), then work out again:"),
    "ph_watch_own": ("Vos produits concernés", "Your products concerned"),
    "ph_watch_calm": (
        "Aucun de vos {n} produits reliés à la base n'est dans la liste ni déclaré en tension.",
        "None of your {n} products found in the base is in the list or declared short."),
    "ph_watch_unlinked": (
        "{n} de vos {all} produits ne sont pas reliés à la base publique : rien n'est su d'eux. "
        "Il faut leur CIP au catalogue et CIS_CIP_bdpm.txt dans « {folder} ».",
        "{n} of your {all} products are not found in the public base: nothing is known of them. "
        "Their CIP in the catalogue and CIS_CIP_bdpm.txt in “{folder}” are needed."),
    "ph_watch_months": ("Groupes à relire à {n} mois", "Groups to review at {n} months"),
    "ph_watch_bias": ("Biais de survie : ces chiffres ne valent pas preuve.",
                      "Survivorship bias: these figures prove nothing."),
    "ph_w_name": ("Produit", "Product"),
    "ph_w_state": ("État national", "National state"),
    "ph_w_without": ("Jours sans produit", "Days without product"),
    "ph_w_ved": ("VED", "VED"),
    "ph_w_rank": ("Rang", "Rank"),
    "ph_w_group": ("Groupe", "Group"),
    "ph_w_chance": ("Probabilité", "Probability"),
    "ph_w_why": ("Pourquoi", "Why"),
    "ph_replay": ("Cette règle, rejouée sur votre passé", "This rule, replayed on your past"),
    **REPLAY_WORDS,
    "ph_no_replay": ("Politique non rejouée : moins de huit mois de consommation.",
                     "Policy not replayed: under eight months of consumption."),
    "ph_read": ("Ce qui a été lu, et ce qui est supposé", "What was read, and what is assumed"),
    "ph_rejects": ("La ligne refusée (CSV)|Les {n} lignes refusées (CSV)",
                   "The row refused (CSV)|The {n} rows refused (CSV)"),
    "ph_returns": (
        "Retours de services : {n} retours, {units} unités déduites des sorties ; {left} sans "
        "sortie à déduire.",
        "Ward returns: {n} returns, {units} units netted from consumption; {left} with nothing to "
        "net."),
    "ph_aim": ("Service visé ({kind}) : {vital} % vital, {essential} % essentiel, {other} % "
               "désirable.",
               "Service aimed at ({kind}): {vital} % vital, {essential} % essential, {other} % "
               "desirable."),
    "ph_assumptions": ("{n} valeur supposée|{n} valeurs supposées, à régler sur place",
                       "{n} assumed value|{n} assumed values, to be set locally"),
}  # fmt: skip
PHARMACY_WORDS: dict[str, tuple[str, str]] = {
    "nav_pharmacy": ("Pharmacie", "Pharmacy"),
    "ph_title": ("La commande de la pharmacie", "The pharmacy's order"),
    "ph_lead": (
        "Déposez vos sorties, votre stock et vos commandes : voyez ce qui va manquer et quand, et "
        "décidez ligne par ligne d'une commande expliquée.",
        "Drop your consumption, stock and orders: see what will run short and when, and decide "
        "line by line on an explained order.",
    ),
    "ph_unknown": (
        "Cette commande ou ces fichiers ne sont pas (ou plus) dans le dossier.",
        "This order or these files are not (or no longer) in the folder.",
    ),
    "ph_back": ("Toutes les commandes", "All the orders"),
    "ph_files_again": ("Refaire avec les mêmes fichiers", "Start again with the same files"),
    "ph_in_french": (
        "Reasons, notes and names are in French.",
        "Reasons, notes and names are in French.",
    ),
    "ph_order_of": ("Commande du {date}", "Order of {date}"),
    "ph_working": (
        "Calcul en cours : besoins, risques, lots, budget, politique rejouée…",
        "Working: needs, risks, batches, budget, policy replayed…",
    ),
    "ph_failed": ("La commande n'a pas pu être calculée.", "The order could not be worked out."),
    "ph_died": ("Le calcul s'est interrompu : recommencez.", "The work stopped: start again."),
    **_FILES,
    **_SETTINGS,
    **_PRODUCT,
    **_ORDER,
}
