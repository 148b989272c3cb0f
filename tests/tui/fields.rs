//! Every field of a customer, in the form and on the customer's page. The table names the fields.

use goodcall::domain::customer::{CustomerField, Kind};

use super::harness::{Harness, add, at, blank};

#[test]
fn the_form_shows_every_field_and_keeps_it() {
    let mut app = blank();
    let name = CustomerField::Name.spec().example;
    let fields: Vec<_> = CustomerField::ALL.iter().map(|f| (*f, f.spec().example)).collect();
    let id = add(&mut app, name, &fields);
    app.set_now(at(super::harness::MONDAY));
    let before = app.customer(id).expect("the customer");
    let mut h = Harness::over(app);
    h.size((110, 50)).press("3 e");
    for (field, spec) in CustomerField::ALL.iter().map(|f| (f, f.spec())) {
        h.says(spec.label);
        if !matches!(spec.kind, Kind::Rating) {
            for line in field.text(&before).lines() {
                h.says(line);
            }
        }
    }
    h.press("ctrl-s");
    let after = h.shell.app().customer(id).expect("the customer");
    for field in CustomerField::ALL {
        assert_eq!(field.text(&after), field.text(&before), "{}", field.key());
    }
}
