//! Which customers are alike, which are not, and that a large book takes no time.

use super::*;

fn person(id: i64, name: &str, company: &str, email: &str, phone: &str) -> Traits {
    let given = |t: &str| (!t.is_empty()).then(|| t.to_string());
    Traits::of(Compared {
        id: CustomerId(id),
        name: &name.to_lowercase(),
        company: given(&company.to_lowercase()).as_deref(),
        emails: &email.split(' ').collect::<Vec<_>>(),
        phones: &phone.split(';').collect::<Vec<_>>(),
    })
}

/// Why two of these are alike.
fn why(one: (&str, &str, &str, &str), other: (&str, &str, &str, &str)) -> Vec<Likeness> {
    let people = [person(1, one.0, one.1, one.2, one.3), person(2, other.0, other.1, other.2, other.3)];
    let found = find(&people, None, &HashSet::new());
    found.into_iter().flat_map(|p| p.why).collect()
}

#[test]
fn names_at_the_same_company_are_alike_or_not() {
    for (one, other, alike) in [
        ("Ana Ribeiro", "Ana Ribeiro", true),
        ("Ana Ribeiro", "Ribeiro, Ana", true),
        ("Ana Ribeiro", "A. Ribeiro", true),
        ("Ana Ribeiro", "Ana R.", true),
        ("Ana Ribeiro", "Ana", true),
        ("Ana Ribeiro", "Ana Maria Ribeiro Costa", true),
        ("Dr. Ana Ribeiro", "Ana Ribeiro", true),
        ("Anna Ribeiro", "Ana Ribero", true),
        ("Ji-woo Park", "Jiwoo Park", true),
        ("Anne Marie Smith", "Annemarie Smith", true),
        ("Robert Smith", "Bob Smith", true),
        ("Rob Smith", "Robert Smith", true),
        ("Stephen Brown", "Stephan Brown", true),
        ("Ana Ribeiro", "Tom Ribeiro", false),
        ("Ana Ribeiro", "Ana Costa", false),
        ("John A. Smith", "John B. Smith", false),
        ("John Smith Jr", "John Smith Sr", false),
        ("A.", "Ana Ribeiro", false),
        ("A. R.", "Ana Ribeiro", false),
        ("Customer 1001", "Customer 1002", false),
        ("Marc", "Mark", false),
        ("...", "!!!", false),
    ] {
        let expected = if alike { vec![Likeness::LikeName] } else { vec![] };
        assert_eq!(why((one, "Porto", "", ""), (other, "Porto", "", "")), expected, "{one} and {other}");
        assert_eq!(why((other, "Porto", "", ""), (one, "Porto", "", "")), expected, "{other} and {one}");
    }
}

#[test]
fn a_company_is_the_same_in_any_legal_form() {
    for (one, other, same) in [
        ("Porto Cold Chain", "Porto Cold Chain, Lda.", true),
        ("Brandt Kuhlung GmbH & Co. KG", "Brandt Kuhlung", true),
        ("Webb & Sons Inc", "Webb and Sons, LLC", true),
        ("A.B.C. Ltd", "ABC", true),
        ("Porto Coldchain", "Porto Cold Chain", true),
        ("Porto Freight", "Porto Cold Chain", false),
        ("The Co", "Inc", false),
    ] {
        let found = why(("Ana Ribeiro", one, "", ""), ("A. Ribeiro", other, "", ""));
        assert_eq!(!found.is_empty(), same, "{one} and {other}: {found:?}");
    }
}

#[test]
fn an_email_or_a_number_is_enough() {
    let ana = ("Ana Ribeiro", "Porto", "Ana@Porto.example", "+351225550142");
    assert_eq!(why(ana, ("Somebody", "Else", "ana@porto.example", "")), [Likeness::SameEmail]);
    assert_eq!(why(ana, ("Somebody", "Else", "", "+351225550142")), [Likeness::SamePhone]);
    assert_eq!(
        why(ana, ("A. Ribeiro", "Porto Lda", "ana@porto.example", "+351 225 550 142")),
        [Likeness::SameEmail, Likeness::SamePhone, Likeness::LikeName]
    );
    assert_eq!(why(("Ana", "", "", "12"), ("Tom", "", "", "12")), [], "an extension is not a number");
    assert_eq!(why(("Ana", "", "", "ask Maria"), ("Tom", "", "", "ask Maria")), []);
}

#[test]
fn a_name_is_enough_unless_the_companies_differ() {
    for (one, other, expected) in [
        (("Ana Ribeiro", ""), ("Ribeiro Ana", "Porto"), vec![Likeness::SameName]),
        (("Ana Ribeiro", ""), ("Ana Ribeiro", ""), vec![Likeness::SameName]),
        (("Ana", ""), ("Ana", ""), vec![Likeness::SameName]),
        (("Ana", ""), ("Ana", "Porto"), vec![]),
        (("Ana Ribeiro", "Lisboa"), ("Ana Ribeiro", "Porto"), vec![]),
        (("Ana Ribeiro", ""), ("A. Ribeiro", "Porto"), vec![]),
    ] {
        assert_eq!(why((one.0, one.1, "", ""), (other.0, other.1, "", "")), expected, "{one:?} and {other:?}");
    }
}

#[test]
fn colleagues_who_share_a_number_are_not_alike() {
    let names = ["Ana Ribeiro", "Tom Ferreira", "Priya Nair", "Lee Chen", "Sam Oduya", "A. Ribeiro"];
    let people: Vec<Traits> =
        names.iter().zip(1..).map(|(n, id)| person(id, n, "", "info@porto.example", "+351225550142")).collect();
    let found = find(&people, None, &HashSet::new());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].customer, found[0].other), (CustomerId(1), CustomerId(6)));
    assert_eq!(found[0].why, [Likeness::SameEmail, Likeness::SamePhone]);
}

#[test]
fn pairs_kept_apart_are_never_found_and_the_strongest_come_first() {
    let people = [
        person(1, "Tom Ferreira", "Filhos", "", ""),
        person(2, "T. Ferreira", "Filhos", "", ""),
        person(3, "Ana", "Porto", "a@b.example", ""),
        person(4, "Bea", "Porto", "a@b.example", ""),
    ];
    let found = |apart: &[(i64, i64)], only: Option<i64>| -> Vec<(i64, i64)> {
        let apart = apart.iter().map(|(a, b)| in_order(CustomerId(*a), CustomerId(*b))).collect();
        let only = only.map(|id| HashSet::from([CustomerId(id)]));
        find(&people, only.as_ref(), &apart).iter().map(|p| (p.customer.0, p.other.0)).collect()
    };
    assert_eq!(found(&[], None), [(3, 4), (1, 2)]);
    assert_eq!(found(&[(4, 3)], None), [(1, 2)]);
    assert_eq!(found(&[(1, 2), (3, 4)], None), []);
    assert_eq!(found(&[], Some(2)), [(1, 2)]);
}

#[test]
fn everyone_who_may_be_alike_is_compared() {
    let new = [person(9, "Ana Ribeiro", "Porto Lda", "a@b.example", "+351225550142")];
    let wanted = Wanted::of(&new);
    for (who, expected) in [
        (person(1, "X", "", "A@B.example", ""), true),
        (person(2, "X", "", "", "+351 225 550 142"), true),
        (person(3, "X", "Porto", "", ""), true),
        (person(4, "Ribeiro Ana", "", "", ""), true),
        (person(5, "X", "Lisboa", "c@d.example", "+351225550143"), false),
        (person(9, "Y", "", "", ""), true),
    ] {
        assert_eq!(wanted.wants(&who), expected, "{who:?}");
    }
}

/// Everyone at one company, with one name, or with one number: the worst that a book can be.
#[test]
fn a_large_book_is_never_compared_everybody_with_everybody() {
    const FIRST: [&str; 10] = ["ana", "tom", "priya", "lee", "sam", "helga", "marcus", "dana", "jiwoo", "olga"];
    let letters = |n: i64| -> String {
        (0..4_u32).map(|i| char::from(b'a' + u8::try_from(n / 7_i64.pow(i) % 26).unwrap_or(0))).collect()
    };
    let count = 20_000;
    let name = |n: i64| format!("{} {}{}", FIRST[usize::try_from(n).unwrap() % 10], letters(n), letters(n * 31));
    let books: [Vec<Traits>; 3] = [
        (0..count).map(|n| person(n, &name(n), "Acme", "", "")).collect(),
        (0..count).map(|n| person(n, "Ana Ribeiro", "Acme", "info@acme.example", "+351225550142")).collect(),
        (0..count).map(|n| person(n, "Ana Ribeiro", "", "", "")).collect(),
    ];
    for people in books {
        let found = find(&people, None, &HashSet::new());
        // Comparing every pair would take minutes and find millions.
        assert!(found.len() < 20 * people.len(), "{}", found.len());
    }
}

#[test]
fn one_of_several_emails_or_numbers_is_enough() {
    let ana = ("Ana Ribeiro", "Porto", "ana@porto.example ana@casa.example", "+351225550142;+351912345678");
    assert_eq!(why(ana, ("Somebody", "Else", "other@else.example ANA@casa.example", "")), [Likeness::SameEmail]);
    assert_eq!(why(ana, ("Somebody", "Else", "", "+351225550143;+351912345678")), [Likeness::SamePhone]);
    assert_eq!(why(ana, ("Somebody", "Else", "other@else.example", "+351225550143")), []);
    // The mailbox of an office says as little beside another.
    let office = "info@porto.example ana@porto.example";
    assert_eq!(why(("Ana", "Porto", office, ""), ("Tom", "Else", "info@porto.example", "")), []);
}
