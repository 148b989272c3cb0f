//! The demo book's active customers outside the rotation.

use super::people::{DemoPerson, DemoTouch, GIFT, MESSAGE, NOBODY, VISIT};

pub(super) const FIONA: DemoPerson = DemoPerson {
    name: "Fiona Drummond",
    company: "Drummond & Leith Books",
    role: "Head of distribution",
    phone: "+441314960142",
    shown: "+44 131 496 0142",
    region: "GB",
    email: "fiona@drummondleith.example",
    city: "Edinburgh",
    timezone: "Europe/London",
    pleasure: 4,
    profit: 3,
    peak: "mon,thu oct-dec",
    touches_a_year: 2,
    facts: "School books and crime novels, the crime pays for the school.\n\
     Four seasonal pickers, all retired librarians.",
    said: &[
        "+ The librarians alphabetized your handhelds. They approve of the rest.\n\
         ? Pick by shelf mark as well as by barcode",
        "Her brother has opened a pub, she does its books on Sundays\n\
         + We sent nine thousand atlases and got two letters back, one of them a thank-you.",
        "! A small prize on the board for the thousandth parcel of the day",
        "+ @Sally said 'give me a minute' and it was a minute. I timed it, I'm like that.",
    ],
    touches: &[DemoTouch {
        days_ago: 213,
        hour: 11,
        minute: 0,
        minutes: 90,
        text: "Tea first, then the shelves\n\
         + You're the first one of them to come and see us. The others send a calendar.",
        ..VISIT
    }],
    ..NOBODY
};

pub(super) const CAMILLE: DemoPerson = DemoPerson {
    name: "Camille Dufresne",
    company: "Atelier Dufresne",
    role: "Directrice logistique",
    phone: "+33199004217",
    shown: "+33 1 99 00 42 17",
    region: "FR",
    email: "camille@dufresne.example",
    city: "Paris",
    timezone: "Europe/Paris",
    hours: "10:00-12:30",
    pleasure: 3,
    profit: 4,
    peak: "15,last",
    touches_a_year: 1,
    facts: "Perfume in very small boxes to very large airports.\n\
     Never before ten. Writes short mails and means nothing by it.",
    said: &[
        "+ I did not think about you at all this month. From me this is an ovation.",
        "? A customs sheet for the airport shops, in three languages\n\
         She has given up smoking and warns everyone",
        "+ @Tomasz understood 'fragile' better than the people who make the bottles.\n\
         ! Weigh each parcel at the end, the scale finds the empty box",
    ],
    ..NOBODY
};

pub(super) const RAHUL: DemoPerson = DemoPerson {
    name: "Rahul Deshpande",
    company: "Deshpande Pharma",
    role: "Plant head",
    phone: "+912010550142",
    shown: "+91 20 1055 0142",
    region: "IN",
    email: "rahul@deshpandepharma.example",
    city: "Pune",
    timezone: "Asia/Kolkata",
    hours: "mon-sat 10:00-18:00",
    pleasure: 3,
    profit: 5,
    peak: "1,2,3",
    touches_a_year: 1,
    facts: "Batch numbers are sacred here, and he checks ours.\n\
     Two sons at cricket academy; quotes their averages.",
    said: &[
        "+ The inspector asked for batch 4471 and my man had it before the question was finished.",
        "? A second signature on the screen for every recall\n\
         The elder son made a century, he has the scorecard framed",
        "+ Your team puts in writing what it says on the phone. I have stopped recording the \
         calls.\n\
         ! Print the expiry date twice on the pick list, top and bottom",
        "> Mrs. Kulkarni, Sahyadri Diagnostics, cold samples, same industrial estate",
    ],
    ..NOBODY
};

pub(super) const NIKOS: DemoPerson = DemoPerson {
    name: "Νίκος Παπαδάκης",
    company: "Αφοί Παπαδάκη",
    role: "Partner",
    phone: "+302810055014",
    shown: "+30 281 005 5014",
    region: "GR",
    email: "nikos@papadaki.example",
    city: "Heraklion",
    timezone: "Europe/Athens",
    pleasure: 4,
    profit: 2,
    peak: "wed nov-jan",
    facts: "Nikos Papadakis: olive oil, with a brother who disagrees about everything.\n\
     Harvest from November; otherwise he is at the boat.",
    said: &[
        "+ My brother and I agree on one supplier. It's you. Our mother cried.",
        "! Stack the oldest oil nearest the door, the board could say which",
        "The boat is in the water, the engine isn't\n\
         + I called in August, half of Greece was asleep, and @Priya picked up.",
    ],
    ..NOBODY
};

pub(super) const KEONI: DemoPerson = DemoPerson {
    name: "Keoni Kahale",
    company: "Kahale Coffee",
    role: "Roastery manager",
    phone: "+18085550142",
    shown: "+1 808-555-0142",
    region: "US",
    email: "keoni@kahalecoffee.example",
    city: "Hilo",
    timezone: "Pacific/Honolulu",
    hours: "07:00-13:00",
    pleasure: 5,
    profit: 2,
    peak: "wed",
    facts: "Roasts on Tuesday, ships on Wednesday, surfs on the other days.\n\
     Coaches a girls' canoe crew.",
    said: &[
        "+ Wednesdays used to end in the dark. Now I hear the last truck leave and it's still surf \
         o'clock.",
        "? A pick list that survives coffee, he held it up to the phone\n\
         The crew took second at the state regatta",
        "! Write the roast date on the board, so the pickers take the right sacks\n\
         + You could have sold me the big system. I'd have bought it, too.",
    ],
    touches: &[DemoTouch {
        days_ago: 102,
        hour: 15,
        minute: 30,
        occasion: "other",
        text: "Congratulations to the crew, second in the state is something",
        ..MESSAGE
    }],
    ..NOBODY
};

pub(super) const AROHA: DemoPerson = DemoPerson {
    name: "Aroha Ngata",
    company: "Ngata Wool",
    role: "Store manager",
    phone: "+6460550142",
    shown: "+64 6 055 0142",
    region: "NZ",
    email: "aroha@ngatawool.example",
    city: "Napier",
    timezone: "Pacific/Auckland",
    pleasure: 4,
    profit: 3,
    peak: "tue,thu",
    touches_a_year: 1,
    facts: "Merino yarn for hand knitters on four continents.\n\
     Knits through every call; you can hear the needles.",
    said: &[
        "+ A lady in Norway wrote that her parcel was packed like a present. That's your packing \
         screen, that is.",
        "? Dye lots kept together, knitters notice\n\
         Her nan turned ninety, a hundred and forty guests",
        "+ @Sally stayed up for us because of the time difference. I knitted her a hat. Please \
         send me an address.\n\
         ! A photo of the packed parcel in the mail to the customer",
    ],
    ..NOBODY
};

pub(super) const BRUNA: DemoPerson = DemoPerson {
    name: "Bruna Tavares",
    company: "Café Serra Azul",
    role: "Sócia",
    phone: "+551105550142",
    shown: "+55 11 0555 0142",
    region: "BR",
    email: "bruna@serraazul.example",
    city: "São Paulo",
    timezone: "America/Sao_Paulo",
    pleasure: 3,
    profit: 3,
    peak: "1,15",
    facts: "Capsules and beans for offices; pays on the day, expects the same speed.\n\
     Came to us through Ana Ribeiro.",
    said: &[
        "+ Ana said you'd call when nothing was wrong. I thought she was being nice about you.",
        "? Pix codes on the delivery slip\n\
         Moving to a bigger place, with a tree in the yard that must stay",
        "! Let the driver choose the order of the last three stops, he knows the hills",
    ],
    ..NOBODY
};

pub(super) const GORDON: DemoPerson = DemoPerson {
    name: "Gordon Pike",
    company: "Pike Tackle Wholesale",
    role: "Owner",
    phone: "+19025550142",
    shown: "+1 902-555-0142",
    region: "CA",
    email: "gordon@piketackle.example",
    city: "Halifax",
    timezone: "America/Halifax",
    pleasure: 2,
    profit: 2,
    facts: "One board, one handheld, needs nothing and says so kindly.\n\
     Yes, Pike sells fishing tackle. He has heard that one.",
    said: &[
        "Needs nothing\n\
         + It does what it did last year. I wish I could say that of my knees.",
        "Still needs nothing; the mackerel were in",
        "+ I don't need a thing, but it was decent of you to ask.",
    ],
    ..NOBODY
};

pub(super) const SIOBHAN: DemoPerson = DemoPerson {
    name: "Siobhán Keane",
    company: "Keane Dairy",
    role: "Dispatch manager",
    phone: "+353209110142",
    shown: "+353 20 911 0142",
    region: "IE",
    email: "siobhan@keanedairy.example",
    city: "Cork",
    timezone: "Europe/Dublin",
    pleasure: 5,
    profit: 3,
    peak: "mon,tue,fri",
    touches_a_year: 2,
    facts: "Butter and cream, forty vans out before light.\n\
     Three boys under seven; if it's quiet in the background, something is wrong.",
    said: &[
        "+ Forty vans out by twenty to six. My predecessor had a rosary in this drawer. I keep \
         biscuits.",
        "The youngest has cut his own fringe, and the dog's\n\
         ! Let a van skip a stop from the cab, and tell the shop at once",
        "+ I was ready for a fight about the bill and @Imani had already fixed it. I'd a speech \
         and all.\n\
         > Declan Moy, Moy Creamery, her old boss, softer than he sounds",
        "? Tablet holders for six vans",
    ],
    touches: &[
        DemoTouch {
            days_ago: 215,
            hour: 9,
            minute: 0,
            minutes: 130,
            text: "On the floor before the vans were back, butter on everything\n\
             + Look at them, they're whistling. At this hour. You did that, you and the new \
             boiler.",
            ..VISIT
        },
        DemoTouch { days_ago: 74, hour: 12, minute: 0, occasion: "other", text: "Biscuits for the drawer", ..GIFT },
    ],
    ..NOBODY
};
