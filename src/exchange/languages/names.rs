//! The names of columns in other languages, lower-cased, without accents and punctuation: behind each English name
//! those of Outlook, Google and HubSpot, in German, French, Spanish, Portuguese, Italian, Dutch and Japanese.

/// Whole names.
pub(super) const NAMES: [(&str, &str); 75] = [
    ("firstname", "vorname rufname prenom nombredepila primeironome nomeproprio voornaam roepnaam 名"),
    (
        "middlename",
        "weiterevornamen zweitervorname deuxiemeprenom autresprenoms segundonombre segundonome nomedomeio \
         outrosnomesapelidos secondonome middelstenaam tweedevoornaam tussenvoegsel ミドルネーム",
    ),
    (
        "lastname",
        "nachname familienname zuname nomdefamille apellidos apellido sobrenome ultimonome cognome \
         achternaam 姓 苗字",
    ),
    (
        "name",
        "nomcomplet nombrecompleto nomecompleto volledigenaam vollstandigername vollername 氏名 姓名 名前 \
         お名前",
    ),
    ("displayname", "anzeigename nomaafficher nomeaapresentar nomevisualizzato weergavenaam 表示名"),
    ("contact", "ansprechpartner kontakt interlocuteur contacto contato contatto contactpersoon 担当者"),
    ("customer", "kunde klant 顧客"),
    ("client", "cliente"),
    (
        "company",
        "firma firmenname unternehmen unternehmensname societe nomdelasociete entreprise nomdelentreprise \
         empresa nombredelaempresa compania nomedaempresa societa azienda nomeazienda nomedellazienda \
         ditta bedrijf bedrijfsnaam 会社名 会社 勤務先 企業名",
    ),
    (
        "organizationname",
        "namederorganisation nomdelorganisation organizacion nombredelaorganizacion organizacao \
         nomedaorganizacao nomeorganizzazione nomedellorganizzazione organisatie organisatienaam 組織名",
    ),
    (
        "associatedcompany",
        "zugehorigesunternehmen entrepriseassociee empresaasociada empresaassociada aziendaassociata \
         gekoppeldbedrijf 関連会社",
    ),
    (
        "jobtitle",
        "jobtitel jobbezeichnung positionsbezeichnung funktion titreprofessionnel intituledeposte \
         intituleduposte fonction poste puesto puestodetrabajo cargo posizione posizionelavorativa \
         qualifica mansione functie functietitel 役職 職位",
    ),
    ("role", "rolle ruolo rol"),
    ("occupation", "beruf profession profesion profissao professione beroep 職業"),
    (
        "phone",
        "telefon telefonnummer numerodetelephone telefono numerodetelefono telefone numerodetelefone \
         numeroditelefono telefoon telefoonnummer 電話番号 電話",
    ),
    (
        "businessphone",
        "telefongeschaftlich telefondienstlich teldienstlich telefonberuflich telephonebureau \
         telephoneprofessionnel telprofessionnel telefonodeltrabajo telefonodetrabajo telefonotrabajo \
         telefonecomercial telefonedaempresa telefonedetrabalho telefonouff telefonoufficio ufficio \
         telefonodilavoro telefonolavoro telefoonopwerk telefoonwerk 会社電話 会社電話番号 勤務先電話 \
         勤務先電話番号 電話番号会社 電話会社",
    ),
    ("businessphone2", "telephone2bureau 2otelefonedaempresa"),
    (
        "homephone",
        "telefonprivat privattelefon telephonedomicile telephonepersonnel telpersonnel particular \
         telefonoparticular telefonodeldomicilio telefonodecasa telefoneresidencial telefonedaresidencia \
         telefonedecasa abitazione telefonoab telefonoabitazione telefonodicasa telefoonthuis \
         telefoonprive 自宅電話 自宅電話番号 電話番号自宅",
    ),
    ("homephone2", "telephone2domicile 2otelefonedaresidencia"),
    (
        "mobilephone",
        "mobil mobilnummer mobiltelefon mobiltelefonnummer mobilfunknummer mobiltelnr handy handynummer \
         telmobile telephonemobile telephoneportable portable numerodetelephonemobile movil telefonomovil \
         numerodetelefonomovil celular telefonocelular numerodecelular numerodetelefonocelular telemovel \
         telefonemovel telefonecelular numerodetelemovel numerodetelefonecelular cellulare \
         telefonocellulare telefonomobile numerodicellulare numerocellulare numeroditelefonocellulare \
         mobiel mobielnummer mobieletelefoon mobieletelefoonnummer mobieltelefoonnummer 携帯電話 \
         携帯電話番号 携帯 携帯番号",
    ),
    (
        "primaryphone",
        "haupttelefon telephoneprincipal telefonoprincipal telefoneprincipal telefonoprincipale \
         hoofdtelefoon 通常の電話",
    ),
    (
        "otherphone",
        "weiterestelefon telephoneautre autretelephone otrotelefono outrotelefone altrotelefono \
         anderetelefoon その他の電話",
    ),
    (
        "companymainphone",
        "telefonfirma telephonesociete numerodecentralitadelaorganizacion telefoneprincipaldaempresa \
         telefonoprincipalesocieta hoofdtelefoonbedrijf 会社代表電話",
    ),
    ("carphone", "autotelefon telephonevoiture telvoiture telefonedocarro telefonoauto autotelefoon 自動車電話"),
    ("fax", "telecopie telecopieur faxnummer numerodefax numerodifax faxnumero ファックス fax番号"),
    (
        "businessfax",
        "faxgeschaftlich telecopiebureau telecopieprofessionnelle faxdeltrabajo faxcomercial faxdaempresa \
         faxuff faxopwerk 会社fax",
    ),
    (
        "homefax",
        "faxprivat telecopiedomicile telecopiepersonnelle faxdeldomicilio faxresidencial faxdaresidencia \
         faxab faxthuis 自宅fax",
    ),
    ("otherfax", "weiteresfax telecopieautre otrofax outrofax altrofax anderefax その他のfax"),
    ("pager", "recepteurderadiomessagerie buscapersonas cercapersone ポケットベル"),
    ("email", "correo courriel メール eメール"),
    (
        "emailaddress",
        "emailadresse adresseemail adressedemessagerie adressedecourrier adresseelectronique \
         correoelectronico direcciondecorreoelectronico direcciondelcorreoelectronico enderecodeemail \
         enderecodecorreioeletronico enderecodocorreioeletronico enderecodecorreioelectronico \
         enderecodocorreioelectronico correioeletronico correioelectronico indirizzoemail \
         indirizzopostaelettronica indirizzodipostaelettronica postaelettronica emailadres メールアドレス \
         電子メールアドレス 電子メール",
    ),
    ("primaryemail", "primareemailadresse adresseelectroniqueprincipale emailprincipal emailprincipale"),
    ("secondaryemail", "sekundareemailadresse adresseelectroniquesecondaire emailsecundario emailsecondaria"),
    ("city", "ort stadt wohnort ville ciudad cidade localidade citta plaats woonplaats stad 市区町村 市町村"),
    (
        "businesscity",
        "ortgeschaftlich villebureau ciudaddetrabajo ciudaddeltrabajo cidadecomercial \
         cidadedoenderecocomercial localidadedaempresa cittauff werkadresplaats 市町村会社 市区町村会社",
    ),
    (
        "homecity",
        "ortprivat villedomicile ciudaddedomicilio ciudaddeldomicilio cidadedoenderecoresidencial \
         localidadedaresidencia cittaab huisadresplaats 市町村自宅 市区町村自宅",
    ),
    (
        "othercity",
        "weitererort villeautre otraciudad outracidade cidadedeoutroendereco localidadedooutroendereco \
         altracitta anderadresplaats 市町村その他 市区町村その他",
    ),
    ("country", "land pays pais paese nazione 国"),
    ("countryregion", "landregion paysregion paisregion paisregiao paeseregione paeseareageografica landregio 国地域"),
    (
        "businesscountryregion",
        "landregiongeschaftlich landgeschaftlich paysregionbureau paisoregiondeltrabajo \
         paisregiondeltrabajo paisregiaodaempresa paisregiaodoenderecocomercial paeseuff \
         paeseareageograficauff landregiowerk 国会社地域 国地域会社",
    ),
    (
        "homecountryregion",
        "landregionprivat landprivat paysregiondomicile paisoregiondeldomicilio paisregiondeldomicilio \
         paisregiaoderesidencia paisdaresidenciaregiao paeseab paeseareageograficaab landregiothuis \
         国自宅地域 国地域自宅",
    ),
    (
        "othercountryregion",
        "weitereselandregion weitereslandregion paysregionautre otropaisoregion outropaisregiao altropaese \
         landregioanders 国その他地域 国地域その他",
    ),
    (
        "state",
        "bundesland bundeslandregion etatregion provincia estado estadoregion estadoregiao distrito \
         provinciaregione statoregione provincie provincieregio staatregio 都道府県 都道府県地域",
    ),
    (
        "businessstate",
        "regiongeschaftlich bundeslandkantongeschaftlich depregionbureau departementbureau \
         provinciaoestadodetrabajo estadodoenderecocomercial distritodaempresa provinciauff \
         werkadresprovincie 都道府県会社",
    ),
    (
        "homestate",
        "bundeslandkantonprivat regionprivat depregiondomicile departementdomicile \
         provinciaoestadodedomicilio distritodaresidencia provinciaab huisadresprovincie 都道府県自宅",
    ),
    (
        "otherstate",
        "weiteresrbundeslandkanton depregionautre otraprovinciaoestado outroestado distritodooutroendereco \
         altraprovincia anderadresprovincie 都道府県その他",
    ),
    ("street", "strasse strasseundhausnummer rue calle rua via straat 番地"),
    (
        "businessstreet",
        "strassegeschaftlich ruebureau calledeltrabajo calledetrabajo ruadoenderecocomercial ruacomercial \
         ruadaempresa viauff werkadresstraat 番地会社",
    ),
    ("businessstreet2", "werkadres2straat 住所2会社"),
    ("businessstreet3", "werkadres3straat 住所3会社"),
    (
        "homestreet",
        "strasseprivat ruedomicile calledeldomicilio enderecoresidencial ruadoenderecoresidencial \
         ruadaresidencia viaab huisadresstraat 番地自宅",
    ),
    ("homestreet2", "huisadres2straat 住所2自宅"),
    ("homestreet3", "huisadres3straat 住所3自宅"),
    (
        "otherstreet",
        "weiterestrasse rueautre otracalle outroendereco ruadooutroendereco altravia anderadresstraat \
         番地その他",
    ),
    ("address", "adresse adressepostale anschrift direccion endereco morada indirizzo adres 住所"),
    ("postalcode", "postleitzahl plz codepostal codigopostal cep cap 郵便番号"),
    (
        "businesspostalcode",
        "postleitzahlgeschaftlich plzgeschaftlich codepostalbureau codigopostaldeltrabajo \
         cepdoenderecocomercial codigopostaldaempresa capuff werkadrespostcode 郵便番号会社",
    ),
    (
        "homepostalcode",
        "postleitzahlprivat plzprivat codepostaldomicile codigopostaldeldomicilio cepdoenderecoresidencial \
         codigopostaldaresidencia capab huisadrespostcode 郵便番号自宅",
    ),
    (
        "otherpostalcode",
        "weiterepostleitzahl codepostalautre otrocodigopostal cepdeoutroendereco \
         codigopostaldooutroendereco altrocap anderadrespostcode 郵便番号その他",
    ),
    (
        "businessaddresspobox",
        "postfachgeschaftlich boitepostalebureau apartadopostaldeladirecciondeltrabajo \
         caixapostaldoenderecocomercial apartadodaempresa indirizzouffcasellapostale \
         werkadrespostbusnummer 会社住所私書箱",
    ),
    (
        "homeaddresspobox",
        "postfachprivat boitepostaledudomicile apartadopostaldeladireccionpersonal \
         caixapostaldoenderecoresidencial apartadodaresidencia indirizzoabcasellapostale \
         huisadrespostbusnummer 自宅住所私書箱",
    ),
    (
        "birthday",
        "geburtstag geburtsdatum anniversaire datedenaissance cumpleanos fechadenacimiento \
         datadenascimento compleanno datadinascita verjaardag geboortedatum diadenacimiento \
         diadenascimento giornodinascita geboortedag 誕生日 生年月日",
    ),
    ("birthyear", "geburtsjahr anneedenaissance anodenacimiento anodenascimento annodinascita geboortejaar"),
    ("birthmonth", "geburtsmonat moisdenaissance mesdenacimiento mesdenascimento mesedinascita geboortemaand"),
    ("categories", "kategorien kategorie categorias categorie categorieen 分類項目 カテゴリ カテゴリー"),
    ("labels", "libelles etiquetas marcadores etichette ラベル"),
    (
        "notes",
        "notizen notiz bemerkung bemerkungen anmerkungen remarques notas nota anotacoes observaciones \
         observacoes notities notitie opmerkingen メモ 備考",
    ),
    ("comments", "kommentare commentaires comentarios commenti"),
    (
        "recordid",
        "datensatzid iddefichedinformations iddelafichedinformations iddenregistrement idderegistro \
         iddelregistro iddoregistro idrecord iddelrecord レコードid",
    ),
    ("contactid", "kontaktid iddecontact iddelcontacto iddocontato idcontatto コンタクトid"),
    (
        "lastcontacted",
        "zuletztkontaktiert letzterkontakt letztekontaktaufnahme derniercontact derniereprisedecontact \
         ultimocontacto ultimavezcontactado fechadeultimocontacto fechadelultimocontacto ultimocontato \
         datadoultimocontato datadoultimocontacto ultimocontatto dataultimocontatto datadellultimocontatto \
         laatstecontact laatstgecontacteerd laatstgecontacteerdop 最終コンタクト日 最終連絡日 最終連絡日時",
    ),
    (
        "lastactivitydate",
        "letzteaktivitat datumderletztenaktivitat letztesaktivitatsdatum derniereactivite \
         datedederniereactivite datedeladerniereactivite ultimaactividad fechadeultimaactividad \
         fechadelaultimaactividad ultimaatividade datadaultimaatividade ultimaattivita dataultimaattivita \
         datadellultimaattivita laatsteactiviteit datumlaatsteactiviteit laatsteactiviteitsdatum \
         最終アクティビティ日 最終活動日",
    ),
    ("timezone", "zeitzone fuseauhoraire zonahoraria fusohorario fusoorario tijdzone タイムゾーン"),
    ("donotcall", "nichtanrufen nepasappeler nollamar naoligar naotelefonar nonchiamare nietbellen"),
    ("favorite", "favorit favori favorito preferito favoriet お気に入り"),
];

/// What stands before the number of a group such as `Phone 1 - Value`.
pub(super) const GROUPS: [(&str, &str); 4] = [
    (
        "email",
        "email emailadresse correo correoelectronico courriel adresseemail indirizzoemail postael \
         emailadres 電子メール メール eメール メールアドレス",
    ),
    ("phone", "phone telefon telephone telefono telefone telefoon 電話 電話番号"),
    ("address", "address adresse direccion endereco morada indirizzo adres 住所"),
    ("organization", "organization organisation organizacion organizacao organizzazione organisatie 組織"),
];

/// What stands behind the number of a group.
pub(super) const PARTS: [(&str, &str); 12] = [
    ("value", "wert valeur valor valore waarde 値"),
    ("label", "bezeichnung libelle etiquette etiqueta rotulo marcador etichetta ラベル"),
    ("type", "typ tipo soort 種類 の種類"),
    ("address", "adresse direccion endereco indirizzo adres アドレス"),
    ("city", "stadt ort ville ciudad cidade citta plaats stad 市区町村"),
    ("country", "land pays pais paese 国"),
    ("street", "strasse rue calle rua via straat 番地"),
    ("postalcode", "postleitzahl plz codepostal codigopostal cep cap postcode 郵便番号"),
    ("region", "bundesland regiao regione regio estado provincia 都道府県"),
    ("formatted", "formatiert formatee conformato formatado formattato opgemaakt"),
    ("name", "nom nombre nome naam 名"),
    ("title", "titel titre titulo titolo 役職"),
];
