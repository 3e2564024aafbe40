"""What triage suggests beyond English, German and French: six more languages, everyday wordings of five, words of urgency."""

import pytest

from intake.triage import suggest_for

REQUESTS = [
    ("uk", "access", "Добрий день, прошу надати мені копію всіх моїх персональних даних. Дякую."),
    ("uk", "access", "Які персональні дані ви зберігаєте про мене?"),
    ("uk", "erasure", "Будь ласка, видаліть мій акаунт і всі мої дані."),
    ("uk", "rectification", "Прошу виправити мою адресу у вашій базі, вона змінилася."),
    ("uk", "objection", "Я заперечую проти обробки моїх даних. Не надсилайте мені рекламу."),
    ("uk", "consent_withdrawal", "Я відкликаю свою згоду на обробку персональних даних."),
    ("uk", "portability", "Прошу надати мої дані у машиночитаному форматі для перенесення даних."),
    ("ru", "access", "Здравствуйте, прошу предоставить сведения о моих персональных данных. Ольга."),
    ("ru", "access", "Какие персональные данные обо мне вы храните?"),
    ("ru", "access", "Прошу выслать мне копию всех моих данных."),
    ("ru", "erasure", "Пожалуйста, удалите мой аккаунт и все мои данные."),
    ("ru", "rectification", "Прошу исправить мой адрес в вашей базе, он изменился."),
    ("ru", "objection", "Я возражаю против обработки моих данных. Не присылайте мне рекламу."),
    ("ru", "consent_withdrawal", "Я отзываю своё согласие на обработку персональных данных."),
    ("ru", "portability", "Прошу предоставить мои данные в машиночитаемом формате для переноса данных."),
    ("el", "access", "Αξιότιμοι, ζητώ πρόσβαση στα προσωπικά μου δεδομένα. Ευχαριστώ, Γιώργος."),
    ("el", "access", "Θα ήθελα αντίγραφο όλων των προσωπικών μου δεδομένων."),
    ("el", "access", "Ποια προσωπικά δεδομένα μου διατηρείτε;"),
    ("el", "erasure", "Παρακαλώ διαγράψτε τον λογαριασμό μου και όλα τα δεδομένα μου."),
    ("el", "rectification", "Παρακαλώ διορθώστε τη διεύθυνσή μου στα αρχεία σας."),
    ("el", "objection", "Αντιτίθεμαι στην επεξεργασία των δεδομένων μου για διαφήμιση."),
    ("el", "consent_withdrawal", "Ανακαλώ τη συγκατάθεσή μου για την επεξεργασία των δεδομένων μου."),
    ("el", "portability", "Ζητώ τη φορητότητα των δεδομένων μου σε δομημένη μορφή."),
    ("tr", "access", "Merhaba, kişisel verilerimin bir kopyasını istiyorum."),
    ("tr", "access", "KVKK madde 11 uyarınca hakkımda hangi verileri işlediğinizi öğrenmek istiyorum."),
    ("tr", "erasure", "Lütfen hesabımı ve tüm verilerimi silin."),
    ("tr", "erasure", "Kişisel verilerimin silinmesini talep ediyorum."),
    ("tr", "rectification", "Adresim kayıtlarınızda yanlış, lütfen bilgilerimi güncelleyin."),
    ("tr", "objection", "Verilerimin pazarlama için işlenmesine itiraz ediyorum."),
    ("tr", "consent_withdrawal", "Verdiğim açık rızamı geri alıyorum."),
    ("sv", "access", "Hej, jag begär ett registerutdrag enligt GDPR."),
    ("sv", "access", "Jag vill ha en kopia av alla mina personuppgifter."),
    ("sv", "access", "Vilka uppgifter har ni om mig?"),
    ("sv", "erasure", "Ta bort mitt konto och radera alla mina uppgifter, tack."),
    ("sv", "rectification", "Mitt efternamn är felstavat, kan ni rätta mina uppgifter?"),
    ("sv", "objection", "Jag invänder mot behandlingen för direktmarknadsföring. Sluta skicka reklam."),
    ("sv", "consent_withdrawal", "Jag återkallar härmed mitt samtycke."),
    ("sv", "portability", "Jag vill få ut mina uppgifter i ett maskinläsbart format."),
    ("ja", "access", "個人データの開示を請求します。保存期間と提供先も教えてください。"),
    ("ja", "access", "どのような個人情報を保有していますか。"),
    ("ja", "erasure", "私のアカウントと個人情報をすべて削除してください。"),
    ("ja", "rectification", "登録されている住所が違うので訂正をお願いします。個人情報です。"),
    ("ja", "objection", "広告メールの配信停止を求めます。"),
    ("ja", "consent_withdrawal", "個人情報の利用に関する同意を撤回します。"),
    ("ja", "restriction", "私の個人情報の利用停止を求めます。"),
    ("ar", "access", "أرجو تزويدي بنسخة من بياناتي الشخصية التي تحتفظون بها."),
    ("ar", "access", "ما هي البيانات التي لديكم عني؟"),
    ("ar", "erasure", "أطلب حذف حسابي وجميع بياناتي من أنظمتكم."),
    ("ar", "rectification", "أرجو تصحيح عنواني في سجلاتكم."),
    ("ar", "objection", "أعترض على معالجة بياناتي لأغراض التسويق."),
    ("ar", "consent_withdrawal", "أسحب موافقتي على استخدام بياناتي."),
    ("zh", "access", "您好，我要求查阅贵公司持有的关于我的全部个人信息。"),
    ("zh", "access", "請提供我的個人資料副本。"),
    ("zh", "erasure", "请删除我的账户和所有个人信息。"),
    ("zh", "erasure", "我要求刪除我的個人資料。"),
    ("zh", "rectification", "我的地址有误，请更正我的个人信息。"),
    ("zh", "objection", "我反对将我的个人信息用于营销，请停止发送广告。"),
    ("zh", "consent_withdrawal", "我撤回对处理个人信息的同意。"),
]
COMPLAINTS = [
    ("uk", "Хочу подати скаргу: ви передали мої дані третім особам без моєї згоди."),
    ("uk", "Мої персональні дані було продано без моєї згоди!"),
    ("ru", "Хочу подать жалобу: вы передали мои данные третьим лицам без моего согласия."),
    ("ru", "Мои персональные данные были проданы без моего согласия!"),
    ("el", "Θέλω να υποβάλω παράπονο: δώσατε τα δεδομένα μου σε τρίτους."),
    ("el", "Τα δεδομένα μου πουλήθηκαν χωρίς τη συγκατάθεσή μου!"),
    ("tr", "Şikayetim var: kişisel verilerimi rızam olmadan paylaştınız."),
    ("tr", "Kişisel verilerim onayım olmadan satıldı."),
    ("sv", "Jag vill framföra ett klagomål om hur ni hanterar mina personuppgifter."),
    ("sv", "Ni har delat mina uppgifter utan mitt samtycke."),
    ("ja", "個人情報の取り扱いについて苦情を申し立てます。"),
    ("ja", "同意なく私の個人情報が第三者に提供されました。"),
    ("ar", "أتقدم بشكوى بشأن استخدام بياناتي الشخصية."),
    ("ar", "لقد شاركتم بياناتي مع طرف ثالث دون موافقتي."),
    ("zh", "我要投诉贵公司泄露了我的个人信息。"),
    ("zh", "貴公司未經我同意就使用我的個人資料。"),
]
NOTHING = [
    ("uk", "Добрий день, коли прийде моя посилка? Дякую."),
    ("ru", "Здравствуйте, когда придёт моя посылка? Спасибо."),
    ("el", "Καλημέρα, πότε θα έρθει το δέμα μου; Ευχαριστώ."),
    ("tr", "Merhaba, siparişim ne zaman gelecek? Teşekkürler."),
    ("sv", "Hej, när kommer mitt paket? Tack och hälsningar."),
    ("ja", "荷物はいつ届きますか。よろしくお願いします。"),
    ("ar", "مرحبا، متى تصل الطلبية الخاصة بي؟"),
    ("zh", "您好，我的包裹什么时候到？谢谢。"),
]
NEGATED = [
    ("uk", "Я не прошу видалити мій акаунт. Прошу надати копію моїх персональних даних."),
    ("ru", "Я не прошу удалить мой аккаунт. Прошу выслать копию моих персональных данных."),
    ("el", "Δεν θέλω να διαγράψετε τον λογαριασμό μου. Ζητώ αντίγραφο των προσωπικών μου δεδομένων."),
    ("sv", "Jag vill inte radera mitt konto. Jag vill ha en kopia av mina personuppgifter."),
    ("ja", "アカウントは削除しないでください。個人データの開示を請求します。"),
    ("zh", "不要删除我的账户。我要求查阅我的个人信息。"),
]
AGENTS = [
    ("uk", "Пишу від імені мого клієнта: прошу копію його персональних даних, доступ до даних."),
    ("ru", "Пишу от имени моего клиента: прошу копию его персональных данных, доступ к данным."),
    ("el", "Γράφω για λογαριασμό του πελάτη μου και ζητώ πρόσβαση στα προσωπικά του δεδομένα."),
    ("tr", "Müvekkilim adına kişisel verilerinin silinmesini ve verilerimin bir kopyasını istiyorum."),
    ("sv", "Jag skriver genom fullmakt för min klient och begär ett registerutdrag enligt GDPR."),
    ("ja", "代理人として、依頼人の個人データの開示を請求します。"),
    ("ar", "أكتب نيابة عن موكلي وأطلب نسخة من بياناته، نسخة من البيانات."),
    ("zh", "我受委托代理，要求查阅当事人的个人信息。"),
]
DEEPER = [
    (
        "es",
        "rights_request",
        "access",
        "Buenos días, quisiera saber qué información mía guardan en sus bases de datos.",
    ),
    ("es", "rights_request", "access", "Solicito que me faciliten todos los datos que tengan sobre mi persona."),
    ("es", "rights_request", "access", "Ejerzo mi derecho de acceso conforme al RGPD."),
    ("es", "rights_request", "erasure", "Quiero que eliminen toda mi información de su base de datos."),
    ("es", "rights_request", "erasure", "Por favor den de baja mi cuenta y borren mis datos."),
    ("es", "rights_request", "objection", "Dejen de mandarme correos publicitarios."),
    ("es", "rights_request", "rectification", "Mi apellido está mal escrito, corríjanlo en mi ficha por favor."),
    ("es", "complaint", "", "Han facilitado mi teléfono a terceros sin pedirme permiso."),
    ("es", "complaint", "", "Quiero presentar una reclamación por el uso de mis datos."),
    ("es", "none", "", "Hola, ¿cuándo llega mi pedido? Gracias."),
    ("pt", "rights_request", "access", "Gostaria de saber quais dados meus vocês possuem."),
    ("pt", "rights_request", "access", "Solicito cópia de todos os meus dados pessoais, nos termos da LGPD."),
    ("pt", "rights_request", "access", "Peço a confirmação da existência de tratamento dos meus dados."),
    ("pt", "rights_request", "erasure", "Quero excluir minha conta e apagar todos os meus dados."),
    ("pt", "rights_request", "erasure", "Solicito a eliminação dos meus dados pessoais."),
    ("pt", "rights_request", "objection", "Não quero mais receber e-mails de vocês, removam meu e-mail da lista."),
    ("pt", "rights_request", "rectification", "O meu endereço está errado, peço que o corrijam."),
    ("pt", "rights_request", "consent_withdrawal", "Revogo o meu consentimento para o uso dos meus dados."),
    ("pt", "complaint", "", "Vocês venderam os meus dados sem a minha autorização."),
    ("pt", "complaint", "", "Quero apresentar uma queixa sobre o tratamento dos meus dados pessoais."),
    ("pt", "none", "", "Olá, quando chega a minha encomenda? Obrigado."),
    ("it", "rights_request", "access", "Vorrei sapere quali miei dati personali avete."),
    ("it", "rights_request", "access", "Chiedo copia dei dati personali che mi riguardano ai sensi dell’art. 15 GDPR."),
    ("it", "rights_request", "erasure", "Vi prego di cancellare il mio account e tutti i dati collegati."),
    ("it", "rights_request", "erasure", "Desidero che i miei dati vengano eliminati."),
    ("it", "rights_request", "objection", "Non desidero più ricevere le vostre email pubblicitarie."),
    ("it", "rights_request", "rectification", "Il mio indirizzo è cambiato, aggiornatelo per favore."),
    ("it", "rights_request", "consent_withdrawal", "Con la presente revoco il consenso al trattamento dei miei dati."),
    ("it", "complaint", "", "Avete comunicato i miei dati a terzi senza il mio consenso."),
    ("it", "complaint", "", "Presento reclamo per il trattamento illecito dei miei dati."),
    ("it", "none", "", "Buongiorno, quando arriva il mio pacco? Grazie."),
    ("pl", "rights_request", "access", "Chciałbym wiedzieć, jakie moje dane państwo przechowują."),
    ("pl", "rights_request", "access", "Proszę o przesłanie kopii wszystkich moich danych osobowych."),
    ("pl", "rights_request", "erasure", "Proszę skasować moje konto i wszystkie dane."),
    ("pl", "rights_request", "erasure", "Żądam usunięcia moich danych z Państwa bazy."),
    ("pl", "rights_request", "objection", "Proszę przestać wysyłać mi reklamy."),
    ("pl", "rights_request", "objection", "Wnoszę sprzeciw wobec przetwarzania moich danych w celach marketingowych."),
    ("pl", "rights_request", "rectification", "Moje nazwisko jest zapisane błędnie, proszę o poprawienie danych."),
    ("pl", "rights_request", "consent_withdrawal", "Wycofuję zgodę na przetwarzanie moich danych osobowych."),
    ("pl", "complaint", "", "Chcę złożyć skargę na sposób przetwarzania moich danych."),
    ("pl", "complaint", "", "Udostępniliście moje dane osobom trzecim bez mojej zgody."),
    ("pl", "none", "", "Dzień dobry, kiedy przyjdzie moja paczka? Dziękuję."),
    ("nl", "rights_request", "access", "Ik wil graag weten welke gegevens u van mij heeft."),
    ("nl", "rights_request", "access", "Graag ontvang ik een kopie van al mijn persoonsgegevens."),
    ("nl", "rights_request", "access", "Hierbij doe ik een inzageverzoek op grond van de AVG."),
    ("nl", "rights_request", "erasure", "Verwijder alstublieft mijn account en al mijn gegevens."),
    ("nl", "rights_request", "erasure", "Ik wil dat jullie mijn data wissen."),
    ("nl", "rights_request", "objection", "Stop met het sturen van reclame naar mij."),
    ("nl", "rights_request", "rectification", "Mijn adres klopt niet, kunt u het aanpassen?"),
    ("nl", "rights_request", "consent_withdrawal", "Ik trek mijn toestemming in."),
    ("nl", "complaint", "", "Ik heb een klacht over de manier waarop u met mijn gegevens omgaat."),
    ("nl", "complaint", "", "U heeft mijn gegevens zonder toestemming aan derden verstrekt."),
    ("nl", "none", "", "Hallo, wanneer komt mijn pakket? Bedankt."),
]
URGENT = [
    ("en", "This is urgent: please delete my data, I am being threatened.", "urgent"),
    ("de", "Bitte löschen Sie dringend alle meine Daten.", "dringend"),
    ("fr", "C'est urgent, merci de supprimer mon compte et mes données.", "urgent"),
    ("es", "Es urgente: borren todos mis datos de su web.", "urgente"),
    ("it", "È urgente: vi chiedo di cancellare tutti i miei dati.", "urgente"),
    ("pt", "É urgente: peço que eliminem todos os meus dados.", "urgente"),
    ("pl", "To pilne, proszę usunąć wszystkie moje dane.", "pilne"),
    ("nl", "Het is dringend, ik wil dat u al mijn gegevens verwijdert.", "dringend"),
    ("uk", "Терміново видаліть мої дані, будь ласка.", "Терміново"),
    ("tr", "Lütfen verilerimi acilen silin, bu benim için önemli.", "acilen"),
    ("sv", "Det är brådskande, radera mina uppgifter.", "brådskande"),
    ("ja", "至急、個人情報を削除してください。", "至急"),
    ("ar", "أطلب حذف بياناتي فورا.", "فورا"),
    ("zh", "请立即删除我的个人信息。", "立即"),
]


@pytest.mark.parametrize(("language", "rights", "text"), REQUESTS)
def test_a_request_names_its_right(language, rights, text):
    said = suggest_for(text=text)
    assert (said.language, said.procedure) == (language, "rights_request"), said.reason
    assert set(rights.split()) <= set(said.rights), said.reason


@pytest.mark.parametrize(("language", "text"), COMPLAINTS)
def test_a_complaint_is_one(language, text):
    said = suggest_for(text=text)
    assert (said.language, said.procedure) == (language, "complaint"), said.reason


@pytest.mark.parametrize(("language", "procedure", "right", "text"), DEEPER)
def test_everyday_ways_to_ask_are_understood(language, procedure, right, text):
    said = suggest_for(text=text)
    assert (said.language, said.procedure) == (language, procedure), said.reason
    assert right in ("", *said.rights), said.reason


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_a_question_about_a_parcel_is_nothing_of_ours(language, text):
    assert suggest_for(text=text).procedure == "none"


@pytest.mark.parametrize(("language", "text"), NEGATED)
def test_what_is_not_wanted_is_not_asked_for(language, text):
    said = suggest_for(text=text)
    assert (said.procedure, said.rights) == ("rights_request", ("access",)), said.reason


@pytest.mark.parametrize(("language", "text"), AGENTS)
def test_who_writes_for_another_is_an_agent(language, text):
    assert suggest_for(text=text).agent


@pytest.mark.parametrize(("language", "text", "word"), URGENT)
def test_what_cannot_wait_says_so_in_the_reason(language, text, word):
    said = suggest_for(text=text)
    assert said.urgent
    assert f"says that it is urgent: '{word}" in said.reason


def test_what_can_wait_is_not_urgent():
    assert not suggest_for(text="Please send me a copy of my data.").urgent


def test_words_of_scripts_without_spaces_are_quoted_as_they_were_written():
    assert "'开示'" not in (reason := suggest_for(text="请删除我的账户和所有个人信息。").reason)
    assert "'删除'" in reason


def test_a_letter_of_a_generator_is_the_persons_own_and_says_where_it_is_from():
    said = suggest_for(text="I request access to my personal data under Art. 15 GDPR. Generated by datarequests.org.")
    assert not said.agent
    assert "generator of letters datarequests.org" in said.reason
