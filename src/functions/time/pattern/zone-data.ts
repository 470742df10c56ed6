/**
 * Names of time zones as Java 17 knows them in English: long and short, standard and summer, then offset and saving in
 * minutes, then the ids. Where several zones share a name the first one is meant. Made by scripts/java/DatePatternAnswers.java.
 */
export const ZONE_DATA = `
Pacific Standard Time|PST|Pacific Daylight Time|PDT|-480|60|America/Los_Angeles PST PST8PDT America/Tijuana SystemV/PST8PDT America/Vancouver Canada/Pacific Mexico/BajaNorte America/Ensenada US/Pacific
Mountain Standard Time|MST|Mountain Daylight Time|MDT|-420|60|America/Denver MST7MDT America/Boise America/Inuvik SystemV/MST7MDT America/Edmonton America/Shiprock America/Yellowknife America/Cambridge_Bay America/Ciudad_Juarez US/Mountain Canada/Mountain Navajo
Mountain Standard Time|MST|Mountain Daylight Time|MDT|-420|0|America/Phoenix PNT SystemV/MST7 America/Dawson America/Creston America/Whitehorse America/Fort_Nelson America/Dawson_Creek Canada/Yukon US/Arizona
Central Standard Time|CST|Central Daylight Time|CDT|-360|60|America/Chicago CST CST6CDT America/Ojinaga SystemV/CST6CDT America/Resolute America/Winnipeg America/Matamoros America/Menominee America/Rainy_River America/Indiana/Knox America/Rankin_Inlet America/Indiana/Tell_City America/North_Dakota/Beulah America/North_Dakota/Center America/North_Dakota/New_Salem US/Central America/Knox_IN Canada/Central US/Indiana-Starke
Eastern Standard Time|EST|Eastern Daylight Time|EDT|-300|60|America/New_York America/Indianapolis EST5EDT America/Nassau America/Detroit America/Iqaluit America/Nipigon America/Toronto SystemV/EST5EDT America/Montreal America/Grand_Turk America/Louisville America/Pangnirtung America/Thunder_Bay America/Indiana/Vevay America/Port-au-Prince America/Indiana/Marengo America/Indiana/Winamac America/Indiana/Vincennes America/Indiana/Petersburg America/Kentucky/Monticello America/Fort_Wayne US/Michigan America/Kentucky/Louisville America/Indiana/Indianapolis IET US/Eastern Canada/Eastern US/East-Indiana
Hawaii-Aleutian Standard Time|HST|Hawaii-Aleutian Daylight Time|HDT|-600|0|Pacific/Honolulu SystemV/HST10 US/Hawaii
Alaska Standard Time|AKST|Alaska Daylight Time|AKDT|-540|60|America/Anchorage America/Sitka AST America/Nome America/Juneau America/Yakutat SystemV/YST9YDT America/Metlakatla US/Alaska
Atlantic Standard Time|AST|Atlantic Daylight Time|ADT|-240|60|America/Halifax America/Thule America/Moncton SystemV/AST4ADT Atlantic/Bermuda America/Glace_Bay America/Goose_Bay Canada/Atlantic
Newfoundland Standard Time|NST|Newfoundland Daylight Time|NDT|-210|60|America/St_Johns CNT Canada/Newfoundland
Central European Standard Time|CET|Central European Summer Time|CEST|60|60|Europe/Paris ECT Europe/Oslo Europe/Rome Africa/Ceuta Europe/Malta Europe/Vaduz Europe/Berlin Europe/Madrid Europe/Monaco Europe/Prague Europe/Skopje Europe/Tirane Europe/Vienna Europe/Warsaw Europe/Zagreb Europe/Zurich Europe/Andorra Europe/Vatican Europe/Belgrade Europe/Brussels Europe/Budapest Europe/Busingen Europe/Sarajevo Europe/Amsterdam Europe/Gibraltar Europe/Ljubljana Europe/Podgorica Europe/Stockholm Europe/Bratislava Europe/Copenhagen Europe/Luxembourg Europe/San_Marino Atlantic/Jan_Mayen Arctic/Longyearbyen Poland
Greenwich Mean Time|GMT|Greenwich Mean Time|GMT|0|0|GMT Etc/GMT Africa/Lome Africa/Dakar Africa/Bamako Africa/Banjul Africa/Bissau Africa/Abidjan Africa/Conakry Africa/Freetown Africa/Monrovia Africa/Sao_Tome Africa/Timbuktu Africa/Nouakchott Africa/Ouagadougou Atlantic/Reykjavik Atlantic/St_Helena America/Danmarkshavn Iceland Greenwich Etc/Greenwich
Israel Standard Time|IST|Israel Daylight Time|IDT|120|60|Asia/Jerusalem Israel Asia/Tel_Aviv
Japan Standard Time|JST|Japan Daylight Time|JDT|540|0|Asia/Tokyo JST Japan
Eastern European Standard Time|EET|Eastern European Summer Time|EEST|120|60|Europe/Bucharest ART Asia/Gaza Asia/Beirut Asia/Hebron Europe/Kiev Europe/Riga Africa/Cairo Asia/Nicosia Europe/Sofia Europe/Athens Europe/Tallinn Europe/Vilnius Europe/Chisinau Europe/Helsinki Europe/Uzhgorod Europe/Mariehamn Europe/Zaporozhye Europe/Tiraspol Europe/Kyiv Egypt Europe/Nicosia
China Standard Time|CST|China Daylight Time|CDT|480|0|Asia/Shanghai CTT Asia/Macau Asia/Harbin Asia/Chongqing Asia/Chungking Asia/Macao PRC
Coordinated Universal Time|UTC|Coordinated Universal Time|UTC|0|0|UTC Etc/UTC Universal Etc/Universal Etc/UCT Zulu Etc/Zulu UCT
Australian Central Standard Time|ACST|Australian Central Daylight Time|ACDT|570|0|ACT Australia/Darwin Australia/North
Australian Eastern Standard Time|AEST|Australian Eastern Daylight Time|AEDT|600|60|AET Australia/Currie Australia/Hobart Australia/Sydney Australia/Melbourne Antarctica/Macquarie Australia/Tasmania Australia/ACT Australia/Victoria Australia/Canberra Australia/NSW
Brasilia Standard Time|BRT|Brasilia Summer Time|BRST|-180|0|BET America/Bahia America/Belem America/Maceio America/Recife America/Santarem America/Araguaina America/Fortaleza America/Sao_Paulo Brazil/East
Bangladesh Standard Time|BDT|Bangladesh Summer Time|BDST|360|0|BST Asia/Dhaka Asia/Dacca
Central Africa Time|CAT|Central African Summer Time|CAST|120|0|CAT Africa/Juba Africa/Harare Africa/Kigali Africa/Lusaka Africa/Maputo Africa/Blantyre Africa/Gaborone Africa/Khartoum Africa/Bujumbura Africa/Lubumbashi
East Africa Time|EAT|Eastern African Summer Time|EAST|180|0|EAT Africa/Asmera Indian/Comoro Africa/Kampala Africa/Nairobi Indian/Mayotte Africa/Djibouti Africa/Mogadishu Africa/Addis_Ababa Indian/Antananarivo Africa/Dar_es_Salaam Africa/Asmara
Apia Standard Time|WSST|Apia Daylight Time|WSDT|780|0|MIT Pacific/Apia
Armenia Standard Time|AMT|Armenia Summer Time|AMST|240|0|NET Asia/Yerevan
New Zealand Standard Time|NZST|New Zealand Daylight Time|NZDT|720|60|NST Pacific/Auckland Antarctica/McMurdo Antarctica/South_Pole NZ
Pakistan Standard Time|PKT|Pakistan Summer Time|PKST|300|0|PLT Asia/Karachi
Atlantic Standard Time|AST|Atlantic Daylight Time|ADT|-240|0|PRT SystemV/AST4 America/Aruba America/Antigua America/Curacao America/Grenada America/Marigot America/Tortola America/Anguilla America/Barbados America/Dominica America/St_Kitts America/St_Lucia America/St_Thomas America/Guadeloupe America/Kralendijk America/Martinique America/Montserrat America/St_Vincent America/Puerto_Rico America/Blanc-Sablon America/Lower_Princes America/Port_of_Spain America/Santo_Domingo America/St_Barthelemy America/Virgin
Solomon Islands Time|SBT|Solomon Is. Summer Time|SBST|660|0|SST Pacific/Guadalcanal
Arabian Standard Time|AST|Arabian Daylight Time|ADT|180|0|Asia/Aden Asia/Qatar Asia/Kuwait Asia/Riyadh Asia/Baghdad Asia/Bahrain
Azerbaijan Standard Time|AZT|Azerbaijan Summer Time|AZST|240|0|Asia/Baku
East Timor Time|TLT|Timor-Leste Summer Time|TLST|540|0|Asia/Dili
Hovd Standard Time|HOVT|Hovd Summer Time|HOVST|420|0|Asia/Hovd
Omsk Standard Time|OMST|Omsk Summer Time|OMSST|360|0|Asia/Omsk
West Kazakhstan Time|ORAT|Oral Summer Time|ORAST|300|0|Asia/Oral
Eastern European Standard Time|EET|Eastern European Summer Time|EEST|180|0|Asia/Amman Asia/Damascus
West Kazakhstan Time|AQTT|Aqtau Summer Time|AQTST|300|0|Asia/Aqtau
Yakutsk Standard Time|YAKT|Yakutsk Summer Time|YAKST|540|0|Asia/Chita Asia/Yakutsk Asia/Khandyga
Gulf Standard Time|GST|Gulf Daylight Time|GDT|240|0|Asia/Dubai Asia/Muscat
Afghanistan Time|AFT|Afghanistan Summer Time|AFST|270|0|Asia/Kabul
Korean Standard Time|KST|Korean Daylight Time|KDT|540|0|Asia/Seoul Asia/Pyongyang ROK
East Kazakhstan Time|ALMT|Alma-Ata Summer Time|ALMST|300|0|Asia/Almaty
Anadyr Standard Time|ANAT|Anadyr Summer Time|ANAST|720|0|Asia/Anadyr
West Kazakhstan Time|AQTT|Aqtobe Summer Time|AQTST|300|0|Asia/Aqtobe
West Kazakhstan Time|GMT+05:00|Atyrau Daylight Time|GMT+05:00|300|0|Asia/Atyrau
Brunei Darussalam Time|BNT|Brunei Summer Time|BNST|480|0|Asia/Brunei
Philippine Standard Time|PST|Philippine Summer Time|PDT|480|0|Asia/Manila
Indochina Time|ICT|Indochina Summer Time|ICST|420|0|Asia/Saigon Asia/Bangkok Asia/Vientiane Asia/Phnom_Penh VST Asia/Ho_Chi_Minh
Taipei Standard Time|CST|Taipei Daylight Time|CDT|480|0|Asia/Taipei
Iran Standard Time|IRST|Iran Daylight Time|IRDT|210|0|Asia/Tehran Iran
Seychelles Time|SCT|Seychelles Summer Time|SCST|240|0|Indian/Mahe
Chuuk Time|CHUT|Chuuk Summer Time|CHUST|600|0|Pacific/Yap Pacific/Truk Pacific/Chuuk
Greenwich Mean Time|GMT|Ghana Summer Time|GHST|0|0|Africa/Accra
West Africa Standard Time|WAT|West Africa Summer Time|WAST|60|0|Africa/Lagos Africa/Bangui Africa/Douala Africa/Luanda Africa/Malabo Africa/Niamey Africa/Kinshasa Africa/Ndjamena Africa/Libreville Africa/Porto-Novo Africa/Brazzaville
Central European Standard Time|CET|Central European Summer Time|CEST|60|0|Africa/Tunis Africa/Algiers
Hawaii-Aleutian Standard Time|HAST|Hawaii-Aleutian Daylight Time|HADT|-600|60|America/Adak America/Atka US/Aleutian
Peru Standard Time|PET|Peru Summer Time|PEST|-300|0|America/Lima
Kyrgyzstan Time|KGT|Kirgizstan Summer Time|KGST|360|0|Asia/Bishkek
India Standard Time|IST|India Daylight Time|IDT|330|0|Asia/Colombo Asia/Calcutta IST Asia/Kolkata
Irkutsk Standard Time|IRKT|Irkutsk Summer Time|IRKST|480|0|Asia/Irkutsk
Western Indonesia Time|WIB|West Indonesia Summer Time|WIST|420|0|Asia/Jakarta Asia/Pontianak
Malaysia Time|MYT|Malaysia Summer Time|MYST|480|0|Asia/Kuching Asia/Kuala_Lumpur
Magadan Standard Time|MAGT|Magadan Summer Time|MAGST|660|0|Asia/Magadan
Myanmar Time|MMT|Myanmar Summer Time|MMST|390|0|Asia/Rangoon Asia/Yangon
Georgia Standard Time|GET|Georgia Summer Time|GEST|240|0|Asia/Tbilisi
Bhutan Time|BTT|Bhutan Summer Time|BTST|360|0|Asia/Thimphu Asia/Thimbu
Moscow Standard Time|MSK|Moscow Summer Time|MSD|180|0|Europe/Minsk Europe/Moscow Europe/Simferopol W-SU
Cocos Islands Time|CCT|Cocos Islands Summer Time|CCST|390|0|Indian/Cocos
Fiji Standard Time|FJT|Fiji Summer Time|FJST|720|0|Pacific/Fiji
Chamorro Standard Time|ChST|Chamorro Daylight Time|ChDT|600|0|Pacific/Guam Pacific/Saipan
Niue Time|NUT|Niue Summer Time|NUST|-660|0|Pacific/Niue
Wake Island Time|WAKT|Wake Summer Time|WAKST|720|0|Pacific/Wake
Central Standard Time|CST|Central Daylight Time|CDT|-360|0|SystemV/CST6 America/Belize America/Merida America/Regina America/Managua America/Chihuahua America/Guatemala America/Monterrey America/Costa_Rica America/El_Salvador America/Mexico_City America/Tegucigalpa America/Swift_Current America/Bahia_Banderas Mexico/General Canada/Saskatchewan
Eastern Standard Time|EST|Eastern Daylight Time|EDT|-300|0|SystemV/EST5 America/Cancun America/Cayman America/Panama America/Jamaica America/Coral_Harbour America/Atikokan Jamaica
Pitcairn Time|PST|Pitcairn Time|PST|-480|0|SystemV/PST8
Gambier Time|AKST|Gambier Time|AKST|-540|0|SystemV/YST9
South Africa Standard Time|SAST|South Africa Summer Time|SAST|120|0|Africa/Maseru Africa/Mbabane Africa/Johannesburg
Argentina Standard Time|ART|Argentina Summer Time|ARST|-180|0|America/Jujuy America/Cordoba America/Mendoza America/Catamarca America/Buenos_Aires America/Argentina/Salta America/Argentina/Tucuman America/Argentina/Ushuaia America/Argentina/La_Rioja America/Argentina/San_Juan America/Argentina/San_Luis America/Argentina/Rio_Gallegos America/Argentina/Catamarca America/Argentina/Cordoba America/Argentina/Mendoza America/Argentina/Jujuy America/Argentina/ComodRivadavia America/Rosario America/Argentina/Buenos_Aires
Turkmenistan Standard Time|TMT|Turkmenistan Summer Time|TMST|300|0|Asia/Ashgabat Asia/Ashkhabad
Tajikistan Time|TJT|Tajikistan Summer Time|TJST|300|0|Asia/Dushanbe
Eastern Indonesia Time|WIT|East Indonesia Summer Time|EIST|540|0|Asia/Jayapura
Nepal Time|NPT|Nepal Summer Time|NPST|345|0|Asia/Katmandu Asia/Kathmandu
Central Indonesia Time|WITA|Central Indonesia Summer Time|CIST|480|0|Asia/Makassar Asia/Ujung_Pandang
East Kazakhstan Time|QOST|Kostanay Summer Time|QOSST|300|0|Asia/Qostanay
Sakhalin Standard Time|SAKT|Sakhalin Summer Time|SAKST|660|0|Asia/Sakhalin
Uzbekistan Standard Time|UZT|Uzbekistan Summer Time|UZST|300|0|Asia/Tashkent Asia/Samarkand
Vladivostok Standard Time|VLAT|Vladivostok Summer Time|VLAST|600|0|Asia/Ust-Nera Asia/Vladivostok
Greenwich Mean Time|GMT|Irish Standard Time|IST|0|60|Europe/Dublin Eire
Greenwich Mean Time|GMT|British Summer Time|BST|0|60|Europe/Jersey Europe/London Europe/Belfast Europe/Guernsey Europe/Isle_of_Man GB-Eire GB
Western European Standard Time|WET|Western European Summer Time|WEST|0|60|Europe/Lisbon Atlantic/Canary Atlantic/Faeroe Atlantic/Madeira Portugal Atlantic/Faroe
Samara Standard Time|SAMT|Samara Summer Time|SAMST|240|0|Europe/Samara
Indian Ocean Time|IOT|Indian Ocean Territory Summer Time|IOST|360|0|Indian/Chagos
Vanuatu Standard Time|VUT|Vanuatu Summer Time|VUST|660|0|Pacific/Efate
Nauru Time|NRT|Nauru Summer Time|NRST|720|0|Pacific/Nauru
Palau Time|PWT|Palau Summer Time|PWST|540|0|Pacific/Palau
Eastern European Standard Time|EET|Eastern European Summer Time|EEST|120|0|Africa/Tripoli Europe/Kaliningrad Libya
Colombia Standard Time|COT|Colombia Summer Time|COST|-300|0|America/Bogota
Amazon Standard Time|AMT|Amazon Summer Time|AMST|-240|0|America/Cuiaba America/Manaus America/Boa_Vista America/Porto_Velho America/Campo_Grande Brazil/West
Guyana Time|GYT|Guyana Summer Time|GYST|-240|0|America/Guyana
Cuba Standard Time|CST|Cuba Daylight Time|CDT|-300|60|America/Havana Cuba
Bolivia Time|BOT|Bolivia Summer Time|BOST|-240|0|America/La_Paz
Hong Kong Standard Time|HKT|Hong Kong Summer Time|HKST|480|0|Asia/Hong_Kong Hongkong
Petropavlovsk-Kamchatski Standard Time|PETT|Petropavlovsk-Kamchatski Summer Time|PETST|720|0|Asia/Kamchatka
West Kazakhstan Time|QYZT|Qyzylorda Summer Time|QYZST|300|0|Asia/Qyzylorda
Singapore Standard Time|SGT|Singapore Summer Time|SGST|480|0|Asia/Singapore Singapore
Réunion Time|RET|Reunion Summer Time|REST|240|0|Indian/Reunion
Easter Island Standard Time|EAST|Easter Island Summer Time|EASST|-360|60|Pacific/Easter Chile/EasterIsland
Kosrae Time|KOST|Kosrae Summer Time|KOSST|660|0|Pacific/Kosrae
Marshall Islands Time|MHT|Marshall Islands Summer Time|MHST|720|0|Pacific/Majuro Pacific/Kwajalein Kwajalein
Samoa Standard Time|SST|Samoa Daylight Time|SDT|-660|0|Pacific/Midway Pacific/Pago_Pago Pacific/Samoa US/Samoa
New Caledonia Standard Time|NCT|New Caledonia Summer Time|NCST|660|0|Pacific/Noumea
Ponape Time|PONT|Pohnpei Summer Time|PONST|660|0|Pacific/Ponape Pacific/Pohnpei
Tahiti Time|TAHT|Tahiti Summer Time|TAHST|-600|0|Pacific/Tahiti
Gilbert Islands Time|GILT|Gilbert Is. Summer Time|GILST|720|0|Pacific/Tarawa
Wallis & Futuna Time|WFT|Wallis & Futuna Summer Time|WFST|720|0|Pacific/Wallis
Central Africa Time|CAT|Western African Time|WAT|60|0|Africa/Windhoek
Venezuela Time|VET|Venezuela Summer Time|VEST|-240|0|America/Caracas
French Guiana Time|GFT|French Guiana Summer Time|GFST|-180|0|America/Cayenne
West Greenland Standard Time|WGT|West Greenland Summer Time|WGST|-120|60|America/Godthab America/Nuuk
Fernando de Noronha Standard Time|FNT|Fernando de Noronha Summer Time|FNST|-120|0|America/Noronha Brazil/DeNoronha
Ulaanbaatar Standard Time|CHOT|Ulaanbaatar Summer Time|CHOST|480|0|Asia/Choibalsan
Azores Standard Time|AZOT|Azores Summer Time|AZOST|-60|60|Atlantic/Azores
Australian Central Western Standard Time|ACWST|Australian Central Western Daylight Time|ACWDT|525|0|Australia/Eucla
Australian Western Standard Time|AWST|Australian Western Daylight Time|AWDT|480|0|Australia/Perth Australia/West
Maldives Time|MVT|Maldives Summer Time|MVST|300|0|Indian/Maldives
Chatham Standard Time|CHAST|Chatham Daylight Time|CHADT|765|60|Pacific/Chatham NZ-CHAT
Tokelau Time|TKT|Tokelau Summer Time|TKST|780|0|Pacific/Fakaofo
Gambier Time|GAMT|Gambier Summer Time|GAMST|-540|0|Pacific/Gambier
Norfolk Island Standard Time|NFT|Norfolk Island Daylight Time|NFST|660|60|Pacific/Norfolk
Paraguay Standard Time|PYT|Paraguay Summer Time|PYST|-180|0|America/Asuncion
Acre Standard Time|ACT|Acre Summer Time|ACST|-300|0|America/Eirunepe America/Rio_Branco America/Porto_Acre Brazil/Acre
Mexican Pacific Standard Time|MST|Mexican Pacific Daylight Time|MDT|-420|0|America/Mazatlan America/Hermosillo Mexico/BajaSur
St. Pierre & Miquelon Standard Time|PMST|St. Pierre & Miquelon Daylight Time|PMDT|-180|60|America/Miquelon
Chile Standard Time|CLT|Chile Summer Time|CLST|-240|60|America/Santiago Chile/Continental
Casey Time|AWST|Australian Western Daylight Time|AWDT|480|0|Antarctica/Casey
Davis Time|DAVT|Davis Summer Time|DAVST|420|0|Antarctica/Davis
Syowa Time|SYOT|Syowa Summer Time|SYOST|180|0|Antarctica/Syowa
Greenwich Mean Time|GMT|Central European Summer Time|CEST|0|120|Antarctica/Troll
Krasnoyarsk Standard Time|KRAT|Krasnoyarsk Summer Time|KRAST|420|0|Asia/Krasnoyarsk Asia/Novokuznetsk
Novosibirsk Standard Time|NOVT|Novosibirsk Summer Time|NOVST|420|0|Asia/Novosibirsk
Ulaanbaatar Standard Time|ULAT|Ulaanbaatar Summer Time|ULAST|480|0|Asia/Ulaanbaatar Asia/Ulan_Bator
Falkland Islands Standard Time|FKT|Falkland Islands Summer Time|FKST|-180|0|Atlantic/Stanley
Volgograd Standard Time|MSK|Volgograd Summer Time|MSD|180|0|Europe/Volgograd
Christmas Island Time|CXT|Christmas Island Summer Time|CXST|420|0|Indian/Christmas
French Southern & Antarctic Time|TFT|French Southern & Antarctic Lands Summer Time|TFST|300|0|Indian/Kerguelen
Mauritius Standard Time|MUT|Mauritius Summer Time|MUST|240|0|Indian/Mauritius
Tuvalu Time|TVT|Tuvalu Summer Time|TVST|720|0|Pacific/Funafuti
Hawaii-Aleutian Standard Time|HAST|Hawaii-Aleutian Daylight Time|HADT|-600|0|Pacific/Johnston
Pitcairn Time|PST|Pitcairn Daylight Time|PDT|-480|0|Pacific/Pitcairn
Ecuador Time|ECT|Ecuador Summer Time|ECST|-300|0|America/Guayaquil
Mawson Time|MAWT|Mawson Summer Time|MAWST|300|0|Antarctica/Mawson
Vostok Time|VOST|Vostok Summer Time|VOSST|300|0|Antarctica/Vostok
Phoenix Islands Time|PHOT|Phoenix Is. Summer Time|PHOST|780|0|Pacific/Enderbury
Galapagos Time|GALT|Galapagos Summer Time|GALST|-360|0|Pacific/Galapagos
Marquesas Time|MART|Marquesas Summer Time|MARST|-570|0|Pacific/Marquesas
Cook Islands Standard Time|CKT|Cook Islands Half Summer Time|CKHST|-600|0|Pacific/Rarotonga
Tonga Standard Time|TOT|Tonga Summer Time|TOST|780|0|Pacific/Tongatapu
Uruguay Standard Time|UYT|Uruguay Summer Time|UYST|-180|0|America/Montevideo
Suriname Time|SRT|Suriname Summer Time|SRST|-180|0|America/Paramaribo
Rothera Time|ROTT|Rothera Summer Time|ROTST|-180|0|Antarctica/Rothera
Yekaterinburg Standard Time|YEKT|Yekaterinburg Summer Time|YEKST|300|0|Asia/Yekaterinburg
Australian Central Standard Time|ACST|Australian Central Daylight Time|ACDT|570|60|Australia/Adelaide Australia/Broken_Hill Australia/Yancowinna Australia/South
Australian Eastern Standard Time|AEST|Australian Eastern Daylight Time|AEDT|600|0|Australia/Brisbane Australia/Lindeman Australia/Queensland
Line Islands Time|LINT|Line Is. Summer Time|LINST|840|0|Pacific/Kiritimati
Cape Verde Standard Time|CVT|Cape Verde Summer Time|CVST|-60|0|Atlantic/Cape_Verde
Lord Howe Standard Time|LHST|Lord Howe Daylight Time|LHDT|630|30|Australia/Lord_Howe Australia/LHI
Northwest Mexico Standard Time|PST|Northwest Mexico Daylight Time|PDT|-480|60|America/Santa_Isabel
East Greenland Standard Time|EGT|East Greenland Summer Time|EGST|-120|60|America/Scoresbysund
Papua New Guinea Time|PGT|Papua New Guinea Summer Time|PGST|600|0|Pacific/Port_Moresby
South Georgia Time|GST|South Georgia Daylight Time|GDT|-120|0|Atlantic/South_Georgia
Dumont-d’Urville Time|DDUT|Dumont-d'Urville Summer Time|DDUST|600|0|Antarctica/DumontDUrville
Xinjiang Standard Time|XJT|Xinjiang Daylight Time|XJDT|360|0|Asia/Kashgar Asia/Urumqi
Central European Time|CET|Central European Summer Time|CEST|60|60|CET
Turkey Time|TRT|Turkey Summer Time|TRST|180|0|Europe/Istanbul Asia/Istanbul Turkey
Tomsk Standard Time|GMT+07:00|Tomsk Daylight Time|GMT+07:00|420|0|Asia/Tomsk
Hawaii Standard Time|HST|Hawaii Standard Time|HST|-600|0|HST
Saratov Standard Time|GMT+04:00|Saratov Standard Time|GMT+04:00|240|0|Europe/Saratov
Argentine Time|ART|Argentine Summer Time|ARST|-180|0|AGT
Bougainville Standard Time|BST|Bougainville Daylight Time|BST|660|0|Pacific/Bougainville
Barnaul Standard Time|GMT+07:00|Barnaul Daylight Time|GMT+07:00|420|0|Asia/Barnaul
Eastern Standard Time|EST|Eastern Standard Time|EST|-300|0|EST
Middle Europe Time|MET|Middle Europe Summer Time|MEST|60|60|MET
Western European Time|WET|Western European Summer Time|WEST|0|0|Africa/El_Aaiun Africa/Casablanca
Chile Time|CLT|Chile Summer Time|CLST|-180|0|Antarctica/Palmer
Punta Arenas Standard Time|GMT-03:00|Punta Arenas Standard Time|GMT-03:00|-180|0|America/Punta_Arenas
Moscow Standard Time|MSK|Moscow Daylight Time|MSD|180|0|Europe/Kirov
Kanton Standard Time|GMT+13:00|Kanton Daylight Time|GMT+13:00|780|0|Pacific/Kanton
Western European Time|WET|Western European Summer Time|WEST|0|60|WET
Astrakhan Standard Time|GMT+04:00|Astrakhan Standard Time|GMT+04:00|240|0|Europe/Astrakhan
Mountain Standard Time|MST|Mountain Standard Time|MST|-420|0|MST
Eastern European Time|EET|Eastern European Summer Time|EEST|120|60|Asia/Famagusta EET
Ulyanovsk Standard Time|GMT+04:00|Ulyanovsk Standard Time|GMT+04:00|240|0|Europe/Ulyanovsk
Srednekolymsk Time|SRET|Srednekolymsk Daylight Time|SREDT|660|0|Asia/Srednekolymsk
`;
