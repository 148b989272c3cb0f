//! The demo book's past buyers; what they `said` is from the time when they still bought.

use super::people::{CALL, CARD, DemoPerson, DemoTouch, GIFT, Left, MESSAGE, NOBODY, VISIT};

pub(super) const HELGA: DemoPerson = DemoPerson {
    name: "Helga Brandt",
    company: "Brandt Kühlung",
    role: "Geschäftsführerin",
    phone: "+493023125017",
    shown: "+49 30 23125 017",
    region: "DE",
    email: "h.brandt@brandt-kuehlung.example",
    city: "Berlin",
    timezone: "Europe/Berlin",
    pleasure: 4,
    profit: 4,
    facts: "Cooling units for shops. Bought from us for six years.\n\
     An allotment garden, prize-winning dahlias.",
    left: Some(Left { days_ago: 812, because: "price", every: "12w" }),
    said: &[
        "+ In six years not one of you has been rude to my people on the phone. I keep a list of \
         who is.",
        "The dahlias took second prize, the judge is a neighbor\n\
         ? A lower tier for the small depot",
        "+ It's the price, only the price. If my nephew asks me who's good, I'll say you.",
    ],
    touches: &[DemoTouch {
        days_ago: 739,
        hour: 10,
        minute: 15,
        text: "A card to say thank you for six years, nothing else in it",
        ..CARD
    }],
    ..NOBODY
};

pub(super) const TOM: DemoPerson = DemoPerson {
    name: "Tom Ferreira",
    company: "Ferreira & Filhos",
    role: "Warehouse manager",
    phone: "+19735550142",
    shown: "+1 973-555-0142",
    region: "US",
    email: "tom@ferreirafilhos.example",
    city: "Newark",
    timezone: "America/New_York",
    pleasure: 5,
    profit: 3,
    facts: "Salt cod and tinned fish; the new owners in Ohio chose one system for all.\n\
     Coaches under-elevens, shouts less than the parents.",
    left: Some(Left { days_ago: 441, because: "consolidated", every: "" }),
    said: &[
        "+ My father doesn't trust anything with a plug, and he asked me what time the board goes \
         on.",
        "Under-elevens lost nine to nothing, one of theirs scored for the others and celebrated\n\
         + @\"Old Ben\" ate lunch with the loaders. They still save him the chair.",
        "+ It wasn't my call. If it were my call we'd be having a different call.",
    ],
    touches: &[
        DemoTouch {
            days_ago: 354,
            hour: 11,
            minute: 20,
            minutes: 13,
            text: "The Ohio system prints everything twice\n\
             + I still say 'the board says' and then there's no board. The guys laugh.",
            ..CALL
        },
        DemoTouch {
            days_ago: 242,
            hour: 12,
            minute: 30,
            minutes: 70,
            text: "Lunch with the loaders, in Ben's chair\n\
             > His wife's uncle, Joe Pires, Pires Bakery Supply in Elizabeth",
            ..VISIT
        },
        DemoTouch {
            days_ago: 124,
            hour: 14,
            minute: 10,
            outcome: "voicemail",
            minutes: 0,
            text: "Wished the under-elevens luck",
            ..CALL
        },
    ],
    ..NOBODY
};

pub(super) const PRIYA_NAIR: DemoPerson = DemoPerson {
    name: "Priya Nair",
    company: "Nair Textiles",
    role: "Director",
    phone: "+441164960142",
    shown: "+44 116 496 0142",
    region: "GB",
    email: "priya@nairtextiles.example",
    city: "Leicester",
    timezone: "Europe/London",
    pleasure: 4,
    profit: 3,
    facts: "Sari silk and school uniforms. Outsourced the warehouse, so no warehouse to run.\n\
     Does the crossword in pen.",
    left: Some(Left { days_ago: 518, because: "solved", every: "" }),
    said: &[
        "+ You fixed our returns so well that we found out we didn't need a warehouse. Sorry about \
         that.",
        "Her daughter got into medicine at Leeds\n\
         ! Returns sorted by reason on the day they come, not at the end of the week",
    ],
    touches: &[
        DemoTouch {
            days_ago: 425,
            hour: 9,
            minute: 40,
            minutes: 11,
            text: "The daughter has fainted once, and stayed\n\
             + The people who run our warehouse now ask me how we did it so cleanly. I give them \
             your name.",
            ..CALL
        },
        DemoTouch {
            days_ago: 212,
            hour: 14,
            minute: 0,
            minutes: 45,
            text: "Tea, samosas, seven across\n\
             > Harish Solanki, who runs the outsourced warehouse and has three more",
            ..VISIT
        },
        DemoTouch {
            days_ago: 95,
            hour: 10,
            minute: 5,
            text: "A card with a crossword clue in it: 'Not selling, five letters'",
            ..CARD
        },
    ],
    ..NOBODY
};

pub(super) const LEE: DemoPerson = DemoPerson {
    name: "Lee Chen",
    company: "Chen Printing",
    role: "Owner",
    phone: "+14165550142",
    shown: "+1 416-555-0142",
    region: "CA",
    email: "lee@chenprinting.example",
    city: "Toronto",
    timezone: "America/Toronto",
    pleasure: 3,
    profit: 2,
    facts: "Prints on demand now and keeps no stock, so nothing to pick.\n\
     Collects letterpress type, weighs the floor down with it.",
    left: Some(Left { days_ago: 308, because: "not-needed", every: "" }),
    said: &[
        "+ Your people never made me feel small for having a small shop.\n\
         Bought a press from 1911, needs a crane",
        "? Nothing any more, the shelves are going, he sounded a bit sad about them",
        "+ I don't need you now, and you still called. My bank could learn something.",
    ],
    touches: &[
        DemoTouch {
            days_ago: 193,
            hour: 13,
            minute: 30,
            minutes: 12,
            text: "The press runs, the neighbors have noticed\n\
             > His landlord's son, Victor Lam, a parts importer with 'boxes up to the lamps'",
            ..CALL
        },
        DemoTouch {
            days_ago: 70,
            hour: 11,
            minute: 0,
            text: "A box of doughnuts for the print shop, he sent back a poster of a doughnut",
            ..GIFT
        },
    ],
    ..NOBODY
};

pub(super) const SAM: DemoPerson = DemoPerson {
    name: "Sam Oduya",
    company: "Oduya Clinics",
    role: "Procurement",
    phone: "+254200550142",
    shown: "+254 20 055 0142",
    region: "KE",
    email: "sam@oduyaclinics.example",
    city: "Nairobi",
    timezone: "Africa/Nairobi",
    hours: "08:00-16:30",
    pleasure: 4,
    profit: 3,
    facts: "Nine clinics; the mobile units were closed and the depot with them.\n\
     Sings bass on Sundays, reads spy novels at night.",
    left: Some(Left { days_ago: 264, because: "changed-focus", every: "6m" }),
    said: &[
        "+ A nurse in Nakuru got her vaccines on the day we promised. You don't see her. I wanted \
         you to know about her.",
        "Expecting a second child\n\
         + @Priya trained eleven drivers over a bad line and all eleven passed.",
        "! A list of what is in each van's fridge, read out to the driver over the phone",
    ],
    touches: &[
        DemoTouch { days_ago: 151, hour: 9, minute: 50, text: "A card for the baby, a girl, Akinyi", ..CARD },
        DemoTouch {
            days_ago: 14,
            hour: 9,
            minute: 25,
            minutes: 17,
            text: "Akinyi sleeps, he doesn't\n\
             + When the mobile units come back, I won't write a tender. I'll write to you.\n\
             > Dr. Wambui Karanja at Lakeside Hospital, who is 'drowning in boxes'",
            ..CALL
        },
    ],
    ..NOBODY
};

pub(super) const ESTELA: DemoPerson = DemoPerson {
    name: "Estela Marín",
    company: "Flores Marín",
    role: "Founder",
    phone: "+12135550142",
    shown: "+1 213-555-0142",
    region: "US",
    email: "estela@floresmarin.example",
    city: "Los Angeles",
    timezone: "America/Los_Angeles",
    pleasure: 5,
    profit: 2,
    facts: "Sold the flower wholesale business, says she is retired, isn't.\n\
     Three grandsons, one motorcycle.",
    left: Some(Left { days_ago: 175, because: "other", every: "90d" }),
    said: &[
        "+ Mother's Day, eleven thousand bouquets, and I sat down for lunch. With a fork.",
        "The buyers want to keep their own software\n\
         + I told them they are keeping the wrong thing. I am too old to be polite about it.",
    ],
    touches: &[
        DemoTouch {
            days_ago: 117,
            hour: 12,
            minute: 40,
            minutes: 23,
            text: "Bored since Tuesday, looking at a little nursery in Ojai\n\
             + @Sally wrote to me when I sold the shop. Not a form. I have it on the refrigerator.",
            ..CALL
        },
        DemoTouch {
            days_ago: 60,
            hour: 15,
            minute: 0,
            text: "Sent a picture of the first poppies, she answered with a motorcycle",
            ..MESSAGE
        },
    ],
    ..NOBODY
};
