"""The words that a kind reply is made of in French, Italian and Spanish."""

from __future__ import annotations

from bot.courtesy import PLACES, courtesy

FRENCH = courtesy(
    """
    a à ai aider aide afin ainsi alors an après as au aucun aucune aujourd'hui auquel aura aurait
    aurions aurez auriez auront aussi autant autre autres aux avant avec avez aviez avions avoir
    avons ayez beaucoup bien bon bonne bonnes bons car ce ceci cela celle celles celui ces cet cette
    ceux chaque chez chose* ci combien comme comment complètement contre côté d'ici dans de déjà
    demand* depuis derrière des dès devons devrait devriez devant dire dit dites doit donc dont du
    elle elles en encore enfin ensuite entre envers est et été étaient était êtes étiez étions être
    eu eux faire fait faites fallait fasse faut fera ferons feront fois font fut ici il ils j'ai
    jamais je jour jours jusqu'à juste là la laquelle le lequel les leur leurs lieu loin long longs
    longue longtemps lors lorsque lui ma mais mal me même mêmes merci mes mettre mieux moi moins mon
    ne ni non nos notre nôtre nous on ont ou où oui par parce parfois part pas passe* passé passer
    pendant permettre personne personnes peu peut peux plus plutôt point porte* pour pourquoi
    pourrait pourrions pouvez pouvons pouvoir premier première près presque prochain* puis puisque
    qu qu'il qu'elle qu'on quand que quel quelle quelles quels quelque quelques qui quoi rendre rien
    s'en s'est sa sans savoir se selon sera serait serez serions serons seront ses seulement si sien
    soi soient sommes son sont sous souvent suis sur ta tant te tel telle tellement temps tes toi
    ton toujours tous tout toute toutes très trop tu un une va vais venir venu* vers veuillez
    veulent veut viendra voici voilà voir vont vos votre vôtre voudrions voulons vous vraiment vu y
    l' d' qu' j' c' n' s' m' t'
    remerci* reconnaiss* gratitude retour* message* avis commentaire* témoign* mots mot écri* parl*
    racont* signal* partag* franchise honnête* prendre pris prenons prend prenez prise lire lu
    lecture attention entendu entendre appris apprend*
    désol* excus* pardon* regrett* navr* sincère* profond*
    responsab* erreur* tort raison manqu* failli échou* hauteur assum* devoir revient nous-
    compren* compris* comprend* légitime* frustr* déçu* déception* décevan* colère énerv* désagréab*
    pénible* difficil* important* sérieu* grave* prenons soin* respect* accueil* bienvenu* aimable*
    gentil* chaleur* poli* mérit* attend* attendre attente* acceptab* inacceptab* normal* anormal*
    habitu* digne* gâch* heureu* content* ravi* plaisir* joie fier* fiers sourire*
    regard* vérifi* cherch* trouv* examin* répon* réponse* reviendr* reven* suite* résult* compte
    clarif* éclairc* étape* mesure* occup* occuper s'occuper tenir tiendr* informer répar* rattrap*
    corrig* améliorer améliorations aider souhait* désir* voudr* aimer* aimé aimez préfér* propos*
    idée* question* contact* joindre écrire mail e-mail téléphon* appeler numéro commande* réserv*
    détail* privé* personnel* directement publiquement
    équipe* collègue* client* clients hôte* convive* cuisine* cuisini* serveur* serveuse* patron*
    personnel gérant* maison restaurant* chef table* plat* repas dîner déjeuner soirée* soir midi
    matin* heure* minute* semaine* mois week-end visite* séjour* chambre* livraison* anniversaire*
    occasion* moment* expérience* situation* problème* sujet* effort* argent addition addit* fête*
    famille ami* amis endroit* service* sentir senti* espér* espoir hâte revoir bientôt
    cordial* bien bonjour bonsoir madame monsieur transmett* transmis* compliment* mesure
    euro* beau belle merveill* superbe* agréab* excellent* chance s'il plaît devait devaient aurions
    quitt* reste* rester resté donner donne donné
    """
    + PLACES,
    kindly=r"\b(?:merci|remerci\w*|désolé\w*|excus\w*|regrett\w*|navré\w*|notre (?:faute|erreur|"
    r"responsabilité)|nos torts|responsab\w*|compren\w*|avez raison|sérieu\w*|devrait|aurait|"
    r"aurions|pas (?:normal|acceptable|digne|à la hauteur|ainsi|comme)|inacceptable|trop|mérit\w*|"
    r"vérifi(?:er|ons)|regard(?:er|ons)|cherch(?:er|ons)|occup\w*|répondr\w*|reviendr\w*|"
    r"revenons|reviens|heureux|ravi\w*|plaisir|vous (?:écrivez|dites|décrivez|racontez)|hâte|"
    r"devons|agaçant\w*|moindre|décev\w*|désagréab\w*|inadmissible|dommage|bientôt|attendons|"
    r"personne ne)\b|\[",
    deed=r"\b(?:nous (?:l'|vous |leur |lui |en )?avons|avons|j'ai|ont|a)\b(?: \w+ment| déjà| bien|"
    r" donc| aussi| tous){0,2}(?: été)?(?: \w+ment)? (?P<verb>\w{2,}(?:é|ée|és|ées|i|is|ie|u|ue|us|"
    r"ert|it))\b|\b(?:est|sont|sera) (?P<verb2>licencié\w*|renvoyé\w*|remboursé\w*)\b|\ba été"
    r" (?P<verb3>\w{3,})\b|\bs'est (?P<verb4>excusé\w*|expliqué\w*)\b",
    own="lu|entendu|reçu|compris|manqué|failli|déçu|déçue|déçus|vu|pris|raté|oublié|laissé|appris|"
    "échoué|gâché|aimé|pu|su|dû|eu|commis|plu|fait|dit|écrit|touché|touchés|ravi|tout|mis|passé|été"
    "|voulu|puis|reconnu",
    reason=r"\b(?:parce qu\w*|car|à cause d\w*|en raison d\w*|suite à)\b",
    told=r"^(?:et |mais )?vous\b(?! (?:recevrez|pouvez|aurez|devez|devriez|êtes|serez|obtiendrez))",
    general=r"\b(?:personne (?:ne (?:devrait|veut|mérite|souhaite))|devrai\w+|pourrai\w+|serait|"
    r"aurait|si|quiconque|n'importe qui|"
    r"on (?:ne )?(?:devrait|s'attend))\b",
    judges="""
    absurde* affreu* agaçant* amer* angoiss* blessant* catastroph* cauchemar* choquant* dommage
    dur_à déplais* désastr* effrayant* embarrass* en_trop frustrant* gênant* honteu* horrible*
    humili* inadmissible* inexcusable* injuste* inquiét* insult* insupportable* irrit*
    lamentable* le_comble moche* n'a_pas_aidé n'aide_pas pas_l'accueil pas_une_façon pénible*
    rude* scandal* stress* terrible* trist* vex* épuis*
    """,
    states=r"^\W*(?:et |mais )?v(?:otre|os) \w+ (?:est|sont|ont|était|étaient|sera|seront)\b",
    finite=r"(?:est|sont|a|ont|était|étaient|sera|seront|va|vont|fait|font|vient|viennent|peut|"
    r"peuvent|ferme|ouvre|\w{2,}(?:ons|ez|ait|aient|era|eront))",
    points=r"(?:et |mais )?(?:c'est|ce n'est|c'était|ce n'était|cela|ça)\b",
    minds=r"(?:et |mais )?(?:nous|je|j')(?: (?:ne|n'|le|la|les|lui|leur|vous|en|y|l'))* ?"
    r"(?:allons|voulons|souhait\w+|espér\w+|savons|comprenons|pensons|croyons|voyons|"
    r"transmett\w+|promett\w+|\w+(?:erons|irons|drons|erai|irai))\b",
)

ITALIAN = courtesy(
    """
    a abbia abbiamo abbiano ad adesso affinché agli ai al alcun* alla alle allo allora altra altre
    altri altro anche ancora anzi appena aver avere avere* avete aveva avevamo avevano avevate avrà
    avrebbe avremmo avreste avuto bello ben bene c'è c'era che chi chiunque ci ciò ciascun* col come
    comunque con contro così cosa cose cui da dà dagli dai dal dalla dalle dallo davanti davvero de
    degli dei del dell della delle dello dentro deve devono di dico dire direttamente diversa
    diverso dobbiamo dopo dove dovere doveva dovrebbe dovremmo dovuto due dunque durante e è ecco
    ed era eravamo erano essere essi fa fare farà faremo fatto finché fino fra fu fuori già giorni
    giorno giusto gli grande ha hai hanno ho i il in infatti insieme invece io la le lei li lì lo
    loro lui ma mai male me meglio meno mentre merita* mi mia mie miei mio molta molte molti molto
    ne né nel nell nella nelle nello nessun nessuna nessuno niente no noi non nostra nostre nostri
    nostro nulla o oggi ogni ognuno oltre oppure ora per perché perciò però persona persone piaccia
    più poco poi possa possano possiamo possono potere potrebbe potremmo presto prima primo proprio
    prossim* può pubblicamente qua qual quale quali qualche qualcosa qualcuno quando quanta quanto
    quegli quei quel quella quelle quelli quello questa queste questi questo qui quindi sa sapere
    sappiamo sarà sarebbe saremo saremmo se sé sempre senza serve si sì sia siamo siano siate siete
    solo soltanto sono soprattutto sotto spesso sta stata state stati stato stessa stesso stia
    stiamo su sua subito successo sue sugli sui sul sulla sulle suo suoi tanta tante tanti tanto te
    ti tra troppa troppe troppi troppo tu tua tue tuo tuoi tutta tutte tutti tutto un una uno va vai
    vari verso vi vicino viene vista visto voglia vogliamo voi volta volte vorremmo vostra vostre
    vostri vostro
    grazi* ringrazi* riconosc* parol* messaggi* recension* commento commenti scritt* scriv* raccont*
    segnal* condivi* fatt* detto dirci dircelo sapere letto legg* tempo temp* sincer* onest* franc*
    apert* attenzion* sentire sentito saputo
    scus* dispiac* spiac* rammaric* perdon* profond* mortific*
    responsab* error* sbagli* torto ragione mancat* mancanz* altezza tocca compito spetta
    capi* compren* compres* frustr* delus* delusion* rabbia spiacevol* sgradevol* difficil*
    importan* seri* serio prend* preso cura rispett* accogli* accolt* benvenut* gentil* cortes*
    cald*
    merit* aspett* attes* accettabil* inaccettabil* normal* abitual* dovut* rovin* content* felic*
    liet* piacere gioia orgoglios* sorris*
    verific* controll* capir* scoprir* guard* rispond* rispost* torn* esito risultat* chiarir*
    chiarezza passo passi seguir* occup* occuper* tener* inform* rimedi* ripar* sistem* miglior*
    aiut* desider* vorrebb* vorrest* piacerebb* prefer* propost* idea idee domand* contatt* scrivere
    mail e-mail telefon* chiam* numero ordine ordini prenotazion* dettagl* privat* personal*
    squadra team colleg* client* ospit* cucina cuoco cuochi camerier* titolar* personale locale
    ristorant* tavol* piatt* cena cene pranzo pranzi pasto pasti serata sera mattina mezzogiorno ora
    ore minut* settiman* mese mesi visit* soggiorn* camera consegna complean* occasion* moment*
    esperienz* situazion* problem* question* sforz* soldi conto festa famigli* amic* posto servizi*
    sent* speri* sper* rived* presto cordial* salut* buon* ciao gentile trasmett*
    complimenti euro* bel bella bellissim* meravigli* splendid* ottim* piaciut* succed* accad*
    accaduto
    racconto resta* rimast* lasci* andat* andò vero vera
    """
    + PLACES,
    kindly=r"\b(?:grazie|ringrazi\w*|dispiac\w*|spiac\w*|scus\w*|nostra (?:colpa|responsabilità)|"
    r"colpa nostra|nostro (?:errore|compito)|responsab\w*|capi\w*|comprend\w*|avete ragione|ha"
    r" ragione|hai ragione|sul serio|seri\w*|dovrebbe|doveva|dovrebbero|avremmo|"
    r"non è (?:accettabile|"
    r"normale|così|come|il modo)|inaccettabile|tropp[oaie]|merit\w*|verific\w*|controller\w*|"
    r"scoprir\w*|occup\w*|risponder\w*|torn\w*|liet\w*|felic\w*|content\w*|piacere|ci scrive\w*|"
    r"raccont\w*|nessuno|dobbiamo|fastidios\w*|minimo|spiacevol\w*|peccato|sgradevol\w*|"
    r"aspettiamo|bello|riferir\w*|parler\w*)\b|\[",
    deed=r"\b(?:abbiamo|ho|ha|hanno|è|sono)\b(?: già| subito| anche| tutti|"
    r" \w+mente){0,2}(?: stat[oaie]"
    r")? (?P<verb>\w{2,}(?:at[oaie]|ut[oaie]|it[oaie]|tt[oaie]|st[oaie]|rs[oaie]|es[oaie]))\b",
    own="letto|sentito|ricevuto|capito|deluso|delusa|delusi|sbagliato|mancato|visto|fatto|"
    "dimenticato|"
    "lasciato|saputo|accaduto|successo|stato|stata|stati|rovinato|apprezzato|preso|detto|scritto|"
    "raccontato|stati|dispiaciuti|questo|questa|quest[oaie]|tutto|tutti|tutta|andato|andata|avuto|"
    "piaciut[oaie]|meritato|aspettato|molto|tanto|dovuto|commesso|gradito|accaduta|contenti",
    reason=r"\b(?:perché (?:il|la|i|le|un|una|eravamo|avevamo|lui|lei|era)|a causa|poiché|siccome|"
    r"dato che)\b",
    told=r"^(?:e |ma )?(?:lei|voi|avete|ha) (?:aspett\w+|scritt\w+|attes\w+|ricevut\w+|"
    r"trovat\w+)\b",
    general=r"\b(?:nessuno (?:dovrebbe|vuole|merita)|dovrebbe\w*|dovremmo|potrebbe\w*|potremmo|"
    r"sarebbe|avrebbe|se|chi|chiunque)\b",
    judges="""
    amar* assurd* brutt* deludent* delusion* di_troppo disastr* fastidios* frustrant*
    imbarazzant* inaccettabil* incub* ingiust* insopportabil* irritant* offensiv* orribil*
    penos* pessim* sgradevol* spiacevol* stressant* terribil* trist* umiliant* vergogn*
    """,
    states=r"^\W*(?:e |ma )?(?:il|la|i|le) (?:su|vostr)\w+ \w+ (?:è|sono|era|erano|ha|hanno|"
    r"sarà)\b",
    finite=r"(?:è|sono|ha|hanno|era|erano|sarà|saranno|va|vanno|fa|fanno|viene|vengono|può|possono|"
    r"\w{2,}(?:iamo|avano|eva|evano|ò))",
    points=r"(?:e |ma )?(?:questo|quello|ciò) (?:è|non è|era)\b",
    minds=r"(?:e |ma )?(?:non |lo |la |li |le |ne |gliel\w+ )*(?:vogliamo|sappiamo|speriamo|"
    r"crediamo|vediamo|pensiamo|promettiamo|\w+(?:eremo|iremo))\b",
)

SPANISH = courtesy(
    """
    a adelante además ahí ahora al algo alguien algún alguna algunas algunos allí ambos ante antes
    apenas aquel aquella aquello aquí así aun aún aunque bajo bastante bien buen buena buenas bueno
    buenos cabo cada casi claro como cómo con conmigo contra cosa cosas cual cuál cuales cualquier
    cuando cuándo cuanto cuánto cuenta da damos dar de debe debemos deben debería deberíamos
    deberían
    debió decir decirnos del demás demasiad* dentro desde después día días dice donde dónde dos
    durante e él el ella ellas ellos en entonces entre era eran es esa esas ese eso esos esta está
    están estaba estaban estamos estar estará estaremos estas este esto estos estuvo fue fueron
    fuera
    gran ha haber había habrá habría haya han hace hacer haremos hará hasta hay haya he hecho hemos
    hoy iba ir jamás junto la las le les lo los lugar luego más mal me mejor* menos mi mientras mío
    mis misma mismo modo momento* mucha muchas mucho muchos muy nada nadie ni ningún ninguna ninguno
    no nos nosotros nuestra nuestras nuestro nuestros nunca o otra otras otro otros para parte pero
    persona* poco podamos podemos poder podido podría podríamos pone poner por porque posible
    primer* pronto próxim* pudo pueda puede pueden pues que qué queremos quien quién quienes quiere
    quiera quisiera saber sabemos se sé sea según ser será sería si sí sido siempre siendo sin sino
    sobre sola solo sólo somos son su sus suya suyo tal también tampoco tan tanta tanto te tendrá
    tendremos tenemos tener tengo tenía tiempo tiene tienen toda todas todavía todo todos tras tu
    tuvo tus u un una unas uno unos usted ustedes va vamos van varias varios ver verdad vez veces
    vuelv* vuestra vuestro y ya yo
    gracias agradec* reconoc* opini* palabra* mensaje* reseña* comentari* escrib* escrit* cont*
    contar* avis* coment* compart* sincer* honest* franque* leer leíd* lectura atención oído
    dicho dijo sabido
    sient* sentimos lament* disculp* perdón* perdon* profund* pena
    responsab* error* fall* falta* altura toca tarea corresponde asum*
    entend* entiend* compren* frustr* decepc* enfad* desagrad* difícil* important* seri* serio tom*
    cuid* respet* acog* bienvenid* amab* cortes* cálid* merec* esper* acept* inacept* normal*
    habitual* debid* estrop* arruin* alegr* feliz felic* content* gust* placer encant* orgull*
    sonris*
    revis* averig* comprob* mir* investig* respond* respuest* volver* volvem* resultado* aclar* paso
    pasos sigu* segui* ocup* inform* remedi* arregl* repar* solucion* ayud* dese* prefer* propon*
    idea ideas pregunt* contact* correo teléfono llam* número pedido* reserva* detalle* privad*
    personal* directamente públic*
    equipo compañer* cliente* huésped* comensal* cocina cociner* camarer* dueñ* personal local
    restaurante* mesa* plato* cena comida* almuerzo noche tarde mañana mediodía hora* minuto*
    semana*
    mes meses visita* estancia habitación entrega cumpleaños ocasión* ocasion* experiencia* situaci*
    problema* asunto* esfuerz* dinero cuenta fiesta famili* amig* sitio servicio* sent* esperamos
    ver verle verles pronto cordial* salud* hola estimad* trasladar* transmit* elogi* bonit*
    euro* maravill* estupend* excelent* ocurr* suced* pas* pasó vivi* qued* marchar* fuera
    """
    + PLACES,
    kindly=r"\b(?:gracias|agradec\w*|sentimos|siento|lament\w*|disculp\w*|perdón|nuestra (?:culpa|"
    r"responsabilidad)|culpa nuestra|nuestro (?:error|fallo)|responsab\w*|entend\w*|compren\w*|"
    r"tiene (?:toda la |usted )?razón|tenéis razón|en serio|deber\w*|debió|no es (?:normal|"
    r"aceptable|lo que|la forma|así|como)|inaceptable|demasiad\w*|molest\w*|mínimo|desagrad\w*|"
    r"lástima|inadmisible|merec\w*|revis(?:ar|amos|ando|"
    r"arem)\w*|averigu\w*|comprobar\w*|ocup\w*|responder\w*|volver\w*|alegr\w*|feli\w*|encant\w*|"
    r"esperamos|alegría|diremos|nos (?:escribe|cuenta|dice|describe)|nadie)\b|\[",
    deed=r"\b(?:hemos|he|ha|han|fue|fueron)\b(?: ya| también|"
    r" \w+mente){0,2}(?: sido)? (?P<verb>\w{2,}"
    r"(?:ad[oa]s?|id[oa]s?|cho|cha|sto|sta|rto|rta|uelto|uelta))\b",
    own="leído|oído|recibido|entendido|fallado|cometido|visto|hecho|olvidado|dejado|pasado|"
    "ocurrido|"
    "sucedido|estropeado|decepcionado|tomado|dicho|escrito|contado|sido|podido|esperado|sentido|"
    "vivido|gustado|encantado|alegrado|sabido|estado|merecido|tenido|querido|equivocado|esta|"
    "compartido|arruinado",
    reason=r"\b(?:porque|debido a|a causa de|ya que|puesto que)\b",
    told=r"^(?:y |pero )?(?:usted|ustedes|esperó|esperasteis|esperaron)\b(?! (?:puede|tiene|debe|"
    r"es|recibirá|tendrá))",
    general=r"\b(?:nadie (?:debería|quiere|merece|espera)|debería\w*|podría\w*|sería\w*|"
    r"habría\w*|quien|si|cualquiera|no sirve\w*)\b",
    judges="""
    absurd* agotador* amarg* angusti* caótic* de_más de_sobra decepci* desagradab* desastr*
    desesperante* doloros* frustrante* grosero* horrible* humillante* inaceptable* incómod*
    indignante* injust* insoportable* insult* irritante* lamentable* molest* no_es_forma
    no_es_manera pena pesadilla* pésim* terrible* trist* vergonz* vergüenza
    """,
    states=r"^\W*(?:y |pero )?sus? \w+ (?:es|son|está|están|era|fue|ha|han|será)\b",
    finite=r"(?:es|son|está|están|ha|han|era|eran|fue|fueron|será|serán|va|van|hace|viene|vienen|"
    r"puede|pueden|\w{2,}(?:amos|emos|imos|aba|aban|ía|ían|ó))",
    points=r"(?:y |pero )?(?:eso|esto) (?:es|no es|era|fue)\b",
    minds=r"(?:y |pero )?(?:no |lo |la |los |las |le |les |se )*(?:queremos|sabemos|esperamos|"
    r"creemos|vemos|vamos a|pensamos|deseamos|prometemos|\w+(?:aremos|eremos|iremos))\b",
)
