"""The words that a kind reply is made of in English and German."""

from __future__ import annotations

from bot.courtesy import PLACES, courtesy

ENGLISH = courtesy(
    """
    a about above after again ago ahead all almost along already also although always am an and any
    anybody anyone anything anyway are around as at away back be because been before behind being
    below best better between both but by can cannot could did do does doing don't done down each
    either else enough even ever every everybody everyone everything exactly far few first for from
    full fully further gets get getting give gives giving go goes going gone got had has have having
    he her here hers herself him himself his how however i if in indeed instead into is it its
    itself just last later least less let lets like likely little lot lots many may maybe me mean
    means might mine more most much must my myself near need needs neither never next nobody none
    nor not nothing now of off often on once one only onto or other others otherwise ought our ours
    ourselves out over own part per perhaps place places please put puts putting quite rather really
    right said same say saying says see seeing seen set shall she should simply since so some
    somebody someone something sometimes somewhere soon still such sure than that the their theirs
    them themselves then there these they thing things think this those though through till to too
    toward towards truly try trying twice together under until along yourself up upon us use used
    using very via want wants
    was way ways we well were what whatever when whenever where whether which while who whoever
    whole whom whose why will wish with within without word words would yes yet you your yours
    yourself
    thank* appreciat* grateful* kind kindly kinder kindest honest* frank* open openly openness tell
    telling told tells letting know knowing known write writing wrote written writes share* sharing
    bring bringing brought brings raise* raising point* taking take takes took time times trouble*
    moment* read reading reads hear hearing heard mention* describe* descri* explain* feedback
    review reviews comment* post posted posting message* note notes noted attention speak speaking
    sorry apolog* regret* forgive pardon sincere* deep* genuine*
    fault faults mistake* error* responsib* fail* miss missed short fell fall stand stands standing
    stood owe owes job deal down wrong make makes making made straight sort sorted
    understand* understood care cares caring matter* serious* important* feel* felt frustrat*
    disappoint* annoy* upset* unpleasant difficult hard sad angry anger rightly worry* welcome*
    welcoming comfortable respect* polite* warm* patience patient hurt* embarrass* unfair fair
    should'* deserve* expect* accept* unaccept* acceptable good bad badly worse worst okay ok fine
    normal normally standard* usual* long longer ruin* spoil* leave left leaving
    look looks looking check checks checking find finds finding found learn* investigat* follow*
    ask asking asks asked answer* repl* respon* reply update* come comes coming came outcome*
    result* happen* step steps plan* day days today tonight person* public* private* directly direct
    contact* reach* email* e-mail* mail* phone* call calls calling number booking reference detail*
    form help* prefer* suggest* idea ideas question* interest* able hand hands alone
    change changes changing improve* improving avoid* prevent* happen repeat* ensure* fix fixing
    repair repairing clear clearly clarity concern* issue* problem* situation* point story side
    glad happy happier pleased delight* love* lovely great wonderful thrilled smile* enjoy* pass
    passing passed cheer* joy* pleasure forward hope* hoping visit* proud* nice favour* favor*
    special treat* treasure* spirit* compliment* praise*
    guest* customer* visitor* client* people folk* colleague* waiter* waitress* server* crew chef
    cook owner family friend* evening* night* morning* afternoon* lunch* dinner* breakfast* stay*
    wait* hour hours minute minutes birthday* party occasion*
    experience* business company house home money bill bit chance* choice talk* line regard* dear hi
    hello hey mr mrs ms yours quick quickly slow slowly proper properly simple real promise*
    moving move miss light record* matters truth view views turn turns run runs keep keeps keeping
    late kept stop stops seem seems sound sounds reason* attentive* listen listening serve serves
    served
    against inside outside during throughout across among beyond anyway instead rather meanwhile
    tonight whenever nothing hardly barely nearly almost simply merely anything nor yours whose
    congratulations sympath* proud
    pound* euro* dollar* thought thoughts sentence loss die nobody's else's sense doubt particular
    apart
    """
    + PLACES,
    kindly=r"\b(?:thank|thanks|appreciate|grateful|sorry|apolog\w+|regret|(?:is|are|was|were) on us"
    r"|our (?:fault|mistake|error|responsibility|job)|let you down|fell short|we failed|you are"
    r" right|you're right|take (?:this|it|that|what \w+ \w+|such \w+) (?:very )?serious\w*"
    r"|understand\w*|nobody should|no one should|should (?:not|never|have)|shouldn't|not how|not"
    r" good enough|not acceptable|unacceptable|too (?:long|late|much|little)|deserve\w*|"
    r"look(?:ing)? into|find out|(?:will|'ll) (?:\w+ )?(?:answer|reply|check|look|find|ask|follow|"
    r"come|tell|read|be (?:back|in touch)|pass)|you (?:write|wrote|say|said|describe|mention|"
    r"report|told|ask|asked)|glad|happy|pleased|delighted|proud|congratulations|made our day|"
    r"we (?:should|must|ought)|"
    r"(?:is|are) the least|"
    r"must(?: not|n't)|must never|poor|no way to|(?:annoy|disappoint|frustrat|embarrass|"
    r"upsett)\w*|have an? \w+ \w+|all the best|hard to beat|see you|is a problem|won't do|"
    r"simply not|should find|more than (?:a|once)|welcome back|should be able|rather (?:speak|"
    r"write)|so far|look(?:ing)? forward|"
    r"must have|not what|how it was|is serious|noted|(?:am|are|is) (?:now )?(?:check|look|find|ask|"
    r"follow|read|go)ing|we(?:'d)? (?:hope|wish|hear you|see (?:why|how|that|what)|"
    r"(?:would )?love)|"
    r"(?:will|'ll) (?:\w+ )?(?:make sure|let \w+ know|hear|get|show|share|print|pin|frame)|"
    r"that's (?:our|on us|for us)|our homework)\b|\[",
    deed=r"(?<!should )(?<!would )(?<!could )(?<!must )(?<!should never )(?<!should not )"
    r"(?<!shouldn't )(?<!what we )(?<!what you )(?<!you )\b(?:have|has|had)\b(?:(?: \w+ly| also|"
    r" already| now| just| since| both| all|"
    r" today| yesterday| not| never| all been)){0,2}(?: been)?(?: \w+ly)? (?P<verb>\w{2,}ed|spoken|"
    r"sent|paid|given|taken|put|made|thrown|hired|built|bought|found|seen|gone|told|met|begun|"
    r"become|won|shown|broken|written|withdrawn|set|cut|left|let|brought|kept)\b"
    r"|(?<!you)'(?:ve|s) (?:\w+ly |also |already |now |just |since )?(?:been )?(?P<verb2>\w{3,}ed|"
    r"spoken|sent|paid|given|taken|thrown|bought|found|won)\b"
    r"|(?<!what )(?<!how )(?<!when )\b(?:we|i|he|she|they|our \w+|the (?:waiter|waitress|chef|"
    r"cook|driver|manager|owner|team|"
    r"staff|kitchen|colleague|technician)|(?:a|my|your) (?:colleague|waiter|waitress|chef|driver))"
    r" (?:\w+ly |also |already |then |both )?(?P<verb3>(?!need|shar|car)\w{2,}ed|spoke|sent|paid|"
    r"gave|took|threw|hired|bought|found|saw|went|told|met|began|became|won|lost|broke)\b"
    r"|\bwe (?:were|are) (?P<verb5>told|informed|short(?= (?:of|on|one|two|three|\d))|"
    r"understaffed|overbooked|closed)"
    r"|\b(?:was|were|been|being|is|are) (?:\w+ly |now |already |since |both )?(?P<verb4>refunded|"
    r"fired|dismissed|sacked|suspended|trained|retrained|repaired|replaced|fixed|credited|"
    r"warned)\b",
    own="failed|missed|let|fell|kept|made|disappointed|received|read|heard|lost|caused|handled|"
    "treated|ignored|overlooked|dropped|wanted|hoped|noticed|wished|expected|seen|saw|happened|"
    "noted|promised|enjoyed|loved|liked|left|tried|deserved|needed|decided|described|mentioned|"
    "raised|ended|given|called|asked|earned",
    reason=r"\b(?:because|due to|owing to|the reason (?:is|was|for|why)|as a result of|"
    r"thanks to)\b",
    told=r"^(?:and |but |so )?(?:you|your \w+)\b(?! (?:will|can|may|get|gets|are|is|have|should|"
    r"must|receive|need|deserve|never)\b)",
    general=r"^\W*we (?:do )?hope\b|\b(?:should|ought|meant to|supposed to|deserves?|could|would|"
    r"might|must|may (?:want|like|wish)|whoever|if|unless|"
    r"imagine|(?<!our )(?!more|fewer|other|rather)\b\w+er than|as \w+ as|(?:nobody|no one|"
    r"anybody|anyone|everybody|everyone|people) (?:who \w+|wants?|likes?|"
    r"enjoys?|expects?|needs?|hopes?|comes? (?:here|to us)))\b|\bshouldn't|\b(?:n't|not) have to be"
    r"|\bnever mind\b|\b(?:nobody|no one) ever\b|^\W*what(?:ever)?\b(?!.*\bis that (?:we|our|"
    r"the)\b)",
    judges="""
    absurd* ache aching adds_insult alarming appalling awful awkward* baffling beautiful*
    belong* better_than bitter* bizarre blow brilliant* careless* charm* cheek* chilling chuffed
    clumsi* clumsy comfort comforting confusing confusion consolation cruel* daunting delicious
    demoralis* demoraliz* did_not_help didn't_help disaster* disgrace* dismal distress*
    does_not_help doesn't_help dread* dull easy_to eerie endless* exasperat* excuse exhaust*
    fair_enough fair_point fair_question far_from farce frightening fun funny furious galling
    gloomy good_eye good_point good_question good_reason grave* grim hard_to harsh* heart
    heart-break* heartbreak* helpless* helps_nobody horrible horrid horrif* humbl* humiliat*
    hurtful hurts impossible impossible_to inexcusable infuriat* insult* irony irritat* joke
    last_thing laugh* less_than_you let-down letdown little_comfort lonely long_enough long_way
    lousy luxury madden* maddening made_it_worse made_sense magic* makes_it_worse makes_sense
    mess miserable misery more_than_you mystery nasty nightmare no_answer no_joke no_small
    no_use no_way odd one_more_than one_too only_thing ordeal overwhelm* pain painful pathetic
    pity pointless precious privilege puzzling remarkable ridiculous right_that right_to rotten
    rough rubs_salt rude rudely rushed safer says_it_all scare scared scary shabby shambles
    shame* shock* shoddy silly small_thing sour special_place stale sting stinging stings
    stress* stun* surprise* surprising tedious terrible terribly terrifying tiring too_many
    tough tragic travesty unbearable uncomfortable undignified unforgettable unkind unnerving
    unpleasant unsettling unwelcome unworthy upset* useless waste wasted wearing weary wearying
    what_a win wonder wonderful worse_than worth worthy wretched
    """,
    states=r"^\W*(?:and |but |so )?your (?!message|post|words|note|"
    r"story|picture|photo|review)(?:\w+ ){1,3}(?:is|are|was|were|has|have|had|will|went|left|"
    r"came|arrived|got|goes|stood|sat|lay|broke|fell)\b",
    finite=r"(?:is|are|was|were|has|have|had|do|does|did|will|can|came|went|left|took|gave|got|"
    r"made|said|told|fell|broke|ran|sold|sent|kept|lost|found|stood|sat|paid|won|wrote|put|met|saw|"
    r"gave|knew|brought|bought|drove|grew|held|led|lay|rang|sat|shut|spoke|stole|threw|wore|ate|"
    r"\w{2,}ed|"
    r"\w{3,}s(?= (?:in|on|at|from|by|up|out|back|away)\b))",
    points=r"(?:and |but |so |then |well |still )?(?:(?:that|this|these|those)(?:'s| is| was|"
    r" are| were| makes?|"
    r" must| sounds?|"
    r" looks?| feels?)\b|(?!(?:park|build|heat|book|clean|cater|even|morn|dur|noth|everyth|"
    r"someth|anyth)ing)\w{3,}ing\b(?!.*\b(?:we|our)\b))",
    minds=r"(?:and |but |so |then )?(?:we|i)(?:'ll|'d|(?:'re|'m| are| am) (?:not |"
    r"still )?going to| thought| hoped| (?:\w+ly |also |still |all |can |do |"
    r"do not |don't )?(?:will|won't|would|wouldn't|shall|see|know|hear|feel|think|believe|hope|"
    r"wish|want|"
    r"understand|agree|admit|owe|love|like|prefer|mean|miss|promise|wonder|accept|trust|doubt|"
    r"imagine|suppose|gather|laugh|blush|smile|only))\b",
)

GERMAN = courtesy(
    """
    aber alle allem allen aller alles als also am an andere anderen anders auch auf aus außerdem
    bei beim bereits besser besten bevor bin bis bisher bitte bleib* da dabei dafür dagegen daher
    damit danach dann daran darauf daraus darüber darum das dass davon dazu dein deine deinem deinen
    deiner dem den denen denn der deren des deshalb dich die dies diese diesem diesen dieser dieses
    dir direkt doch dort du durch durfte dürfen eben ehrlich* eigen* ein eine einem einen einer
    eines einfach einmal er erst erste* es etwa etwas euch euer eure eurem euren eurer für ganz
    gegen gemeinsam genau genug gerade gern gerne gewesen gut gute guten guter gutes hab habe haben
    habt hat hatte hatten hätte hätten her heute hier hin hinter hoffen* hoffe hoffentlich ich ihm
    ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in ins ist ja jede jedem jeden jeder jedes
    jedoch jemand jetzt kann kannst kein keine keinem keinen keiner klar* können könnte könnten
    künftig kurz lange langen lang länger lassen lässt lediglich leider lieb liebe lieben lieber
    machen macht man manche mehr mein meine meinem meinen meiner meist mich mir mit möchte möchten
    mögen muss müssen musste mussten musstest konnte konnten wollte wollten durften hätten keines
    keins gab gibt geben nach nachdem nächst* natürlich neben nehmen nein nicht nichts nie niemand
    niemanden niemandem noch nun nur ob obwohl oder offen* ohne öffentlich persönlich* recht rechts
    richtig* schon schnell* sehr sei seid sein seine seinem seinen seiner seit selbst sich sicher
    sie sind so sobald sofort sogar soll sollen sollte sollten sondern sonst soweit später statt
    tun tut trotz trotzdem über um umso und uns unser unsere unserem unseren unserer unseres unter
    viel viele vielen vielmehr vielleicht vom von vor vorher wann war waren warum was weder weg
    wegen weil weiter weitere weiß welche welchem welchen welcher welches wem wen wenig weniger wenn
    wer werde werden werdet wie wieder will wir wird wirklich wissen wo wohl wollen wollten worden
    wurde wurden würde würden zu zudem zum zur zurück zusammen zwar zwischen
    dank* bedank* bemüh* mühe zeit moment rückmeldung* feedback bewertung* nachricht* beitrag*
    kommentar* worte wort schreib* schrieb* geschrieben erzähl* mitteil* mitgeteilt melden meldet
    melde gemeldet sagen sagt sagten gesagt schilder* geschildert beschreib* beschrieben erwähn*
    berichte* hinweis* hinweise* aufmerksam* gelesen lesen liest hören gehört erfahren erfährt
    frage* fragen fragt gefragt offenheit ehrlichkeit vertrauen
    leid entschuldig* bedauer* verzeih* sorry aufrichtig* herzlich* tief
    verantwort* fehler* schuld versäum* versag* gescheitert unser* unsererseits liegt lag
    anspruch* ansprüche* gerecht enttäusch* ärger* geärgert verärger* verstehen versteh* verständ*
    verständlich* nachvollzieh* unangenehm* frustrier* traurig* schade wichtig* ernst* kümmer*
    wert* respekt* freundlich* unfreundlich höflich* wohl wohlfühlen gefühl* fühlen fühlt
    verdien* erwart* akzeptabel inakzeptabel ordnung passier* geschehen geschieht vorkommen
    vorgekommen normal* üblich* standard* zuviel darf dürfte hätten gehört gehören
    prüf* nachgeh* nachgehen gehen geht ging gelaufen laufen klär* geklärt heraus* find* finden
    antwort* beantwort* ergebnis* schritt* nächste* wiedergut* gutmach* gutzumach* helf* hilf*
    hilft wünsch* wunsch* wünschen gewünscht zufrieden* bringen ändern ändert verbesser* besser*
    sorgen sorge sorgt dafür künftig* zukunft damit kontakt* erreich* mail e-mail* telefon* anruf*
    nummer buchung* bestellung* details einzelheiten privat* angaben
    freu* gefreut freude schön* toll* wunderbar* begeister* genieß* genoss* lob* team* mannschaft
    weiterge* weitergeben ausricht* gäste gast kunde* kundin* kollege* kollegen kollegin* mitarbeit*
    besuch* abend* tag tage tages mittag* morgen* stunde* minute* woche* wochenende geburtstag*
    feier* anlass* essen* speise* gericht* tisch* küche* bedienung* kellner* chef* haus* laden
    wart* gewartet wartezeit* warten restaurant* lokal* zimmer* aufenthalt* lieferung* geld rechnung
    erlebnis* erleb* erlebt begrüß* willkommen* wiederseh* wiedersehen wiederkommen kommen kommt
    gekommen kam kamen bald mal male freunde familie chance* gelegenheit* eindruck* grund gründe
    euro* grüße gruß grüßen sehen gesehen sieht stehen steht nehmt genommen gemacht gebracht
    gegangen
    problem* sache* situation* vorfall* thema geblieben verlassen verdorben verloren
    """
    + PLACES,
    kindly=r"\b(?:dank\w*|bedank\w*|leid|entschuldig\w*|bedauer\w*|unser(?:e)? (?:fehler|schuld|"
    r"verantwortung|sache|aufgabe)|liegt (?:an|bei) uns|auf uns|verantwort\w*|versteh\w*|"
    r"verständ\w*|nachvollzieh\w*|ernst|sollte\w*|darf|dürfen|hätte\w*|nicht (?:in ordnung|so|"
    r"unser|wie|akzeptabel)|zu (?:lang\w*|spät|viel|wenig)|viel zu|inakzeptabel|prüfen|klären|"
    r"nachgehen|gehen dem|geh\w* .{0,30} nach|kümmer\w*|herausfinden|antworte\w*|melde\w*|"
    r"freut|freuen|freude|schreiben sie|sie schreiben|schildern|beschreiben|recht|schade|versäumt|"
    r"müssen wir|wir müssen|"
    r"ärgerlich|unangenehm|selbstverständlich|enttäusch\w*|mindeste|schön|anspruch\w*|hier nach|"
    r"bis bald)\b|\[",
    deed=r"\b(?:haben|habe|hat|wurde|wurden|worden|ist|sind|bereits)\b(?![^.;:!?]{0,40}\b(?:sie|"
    r"du|ihr)"
    r" [^,;:]{0,60}(?:haben|hast|habt|mussten)\b)[^.;:!?]*?\b(?P<verb>(?:\w{0,8}ge\w{2,}(?:t|en)|"
    r"\w{3,}iert|(?:er|be|ent|ver|über|unter)\w{3,}(?:t|en)))\b(?= *(?:[.,;:!?]|$|und\b|worden|"
    r"wurde|haben|hat))",
    own="gelesen|geschmeckt|geklappt|verlaufen|gehört|erfahren|verstanden|gesehen|enttäuscht|"
    "erhalten|bekommen|versäumt|vergessen"
    "|gemacht|gelassen|gewesen|versagt|passiert|geschehen|gelaufen|gegangen|genommen|erlebt|"
    "verdient|gefreut|geärgert|verärgert|geschrieben|geschildert|beschrieben|erzählt|gesagt|"
    "mitgeteilt|verdorben|gefallen|genossen|erwartet|erwarten|gewartet|gewünscht|gekommen|"
    "geworden|geben|verstehen|bedauern|bedankt|unseren|unserem|gerecht|gebeten|geblieben|begeistert"
    "|behandelt|empfangen|verlassen|verloren|berechtigt|gut|gefragt|gestimmt|unten|verlieren",
    reason=r"\b(?:weil|wegen|aufgrund|da (?:wir|der|die|das|unser\w*)|grund (?:war|ist|dafür))\b",
    told=r"^(?:und |aber )?(?:sie|du|ihr)\b(?! (?:bekommen|erhalten|können|dürfen|sollten|sollen|"
    r"sind|bist|seid|haben recht|müssen|werden)\b)",
    general=r"\b(?:wer|niemand (?:will|möchte|mag|sollte)|sollten?|müsste\w*|könnte\w*|würde\w*|"
    r"wäre\w*|hätte\w*|falls|wenn|man|verdient|darf|dürfte\w*)\b",
    judges="""
    albtraum* alptraum* anstrengend* armutszeugnis* bedrückend* befremdlich* beschämend* bitter*
    blamabel daneben demütigend* dreist* eigenartig* ermüdend* ernüchternd* erschreckend*
    erschöpfend* fatal* frech* furchtbar* fürchterlich* grausam* großartig* herrlich* kein_spaß
    kein_trost keine_freude kränkend* köstlich* lachen lieblos* lächerlich* lästig* mies*
    mühsam* nervig* nicht_witzig peinlich* qual quälend* rücksichtslos* schade schlimm* schmerz*
    schmerzlich* schrecklich* seltsam* skandal* stressig* traurig* trost ungerecht* unverschämt*
    fehlt fehlen unwürdig* unzumutbar* verletzend* verwirrend* wunder* zermürbend* zu_lang*
    zu_spät zu_viel zu_wenig zumutung ärger* übel*
    """,
    states=r"^\W*(?:und |aber )?ihre?\w* \w+ (?:ist|sind|war|waren|hat|haben|wurde|wird|ging)\b",
    finite=r"(?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|können|"
    r"kommt|kommen|kam|gibt|gab|geht|ging|steht|stand|liegt|lag|macht|bleibt|\w{3,}(?:te|ten))",
    points=r"(?:und |aber )?(?:das|dies) (?:ist|war|klingt|muss|darf|gefällt|freut|fehlt)\b",
    minds=r"(?:und |aber )?(?:(?:wir|ich) (?:werden?|wollen|will|möchten?|hoffen?|sehen?|sehe|"
    r"wissen|weiß|finden?|glauben?|denken?|wünschen?|versprechen?|würden?|hätten?|freuen)|"
    r"(?:\w+ )?(?:geben|gebe|nehmen|nehme|bringen|sagen|fragen|frage|schauen|sprechen|richten|"
    r"werden|werde|wollen) (?:wir|ich)|(?:das|die|den) \w+en (?:wir|ich))\b",
)
