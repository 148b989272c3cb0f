//! The demo book's favorites, the other five.

use super::people::{CARD, DemoPerson, DemoTouch, GIFT, LIFT, NOBODY, VISIT};

pub(super) const ZOE: DemoPerson = DemoPerson {
    name: "Zoë Lindqvist",
    company: "Nordvik Bröd",
    role: "Supply chain manager",
    phone: "+46406280417",
    shown: "+46 40 628 04 17",
    region: "SE",
    email: "zoe.lindqvist@nordvik.example",
    city: "Malmö",
    timezone: "Europe/Stockholm",
    favorite: true,
    pleasure: 4,
    profit: 3,
    peak: "thu nov-jan",
    facts: "Crispbread, two ovens, one warehouse by the harbor. Busy before Christmas.\n\
     Sings alto in a choir that is better than she admits.\n\
     A dachshund, Truls, who attends all calls.",
    said: &[
        "+ I sent you a complaint and got a drawing back, of how it should work. It works like the \
         drawing.\n\
         Truls barked at the word pallet",
        "! Load the ferry trucks in reverse order of the stops, she draws it by hand now\n\
         Choir tour to Tallinn, four altos seasick",
        "+ The Danish drivers can read your board and they can't read anything of ours. Peace at \
         last.",
        "? Return crates counted at the gate, they lose about forty a week\n\
         + @Tomasz said 'I don't know' and an hour later he knew. I trust people who do it in that \
         order.",
        "+ My boss wanted to cut something. I gave him the coffee contract and kept you.\n\
         She drinks tea, so it was easy",
        "Truls ate a sample of the new rye and survived\n\
         > Mikkel Holm, Holm Kaffe in Aarhus, sits at her sister's table at every birthday",
        "+ Before you, Thursday was a day I prepared for like an operation. Now it's a Thursday.\n\
         ! A quiet mode for the boards while visitors are shown around",
        "She has the solo in the next concert, told nobody at work, told me\n\
         + Please thank @Sally. She spells Lindqvist with the v. Nobody does the v.",
        "? A trainee account, four students from the trade school",
    ],
    touches: &[
        DemoTouch {
            days_ago: 326,
            hour: 14,
            minute: 0,
            occasion: "other",
            text: "A card for her and Truls, with an alto clef that I drew myself",
            ..CARD
        },
        DemoTouch {
            days_ago: 293,
            hour: 9,
            minute: 35,
            minutes: 11,
            mood_before: 2,
            mood_after: 4,
            setback: Some(8),
            text: "+ A forecast is a guess in a suit. What you did for our ferry trucks was not a \
             guess.\n\
             Truls snored through all of it, it helped",
            ..LIFT
        },
    ],
    ..NOBODY
};

pub(super) const LUKASZ: DemoPerson = DemoPerson {
    name: "Łukasz Wiśniewski",
    company: "Żuraw Części",
    role: "Warehouse director",
    phone: "+48580550142",
    shown: "+48 58 055 01 42",
    region: "PL",
    email: "lukasz.wisniewski@zuraw.example",
    city: "Gdańsk",
    timezone: "Europe/Warsaw",
    favorite: true,
    pleasure: 4,
    profit: 4,
    peak: "mon,wed",
    touches_a_year: 2,
    facts: "Crane and forklift parts, from a bolt to a gearbox, 61,000 articles.\n\
     Twin girls, Hania and Pola. A season ticket for football and no illusions.\n\
     Says what he thinks, then apologizes, then says it again.",
    said: &[
        "+ Your offer was two pages. The others sent a book. I read two pages.\n\
         The twins have started ballet, he drives",
        "+ My best picker is sixty-three and he said the handheld is like his wife: patient, and \
         usually right.\n\
         ? Bigger letters for him and for three others",
        "! Show the photo of the part on the handheld; seven bolts look the same to everyone new\n\
         Lost three-nil at home, left before the end for the first time",
        "+ @Tomasz speaks to me in Polish when it's serious and in English when it's a joke. I \
         like to be able to tell.",
        "Stocktaking: one day instead of four, he bought pizza for forty people\n\
         + For the first time the computer had it right and the shelf was wrong.",
        "> Marek Zieliński at Bałtyk Dźwigi, who lends out half of the cranes in the port\n\
         ? Serial numbers on the packing list",
        "+ I was angry on Monday and you called on Monday. This is not luck, this is manners.\n\
         Hania broke her arm, Pola wants a cast as well",
        "! A shelf light for the ten articles that everybody asks for\n\
         New coach, old defense",
        "+ The auditor asked who set this up. I said @\"Old Ben\". He wrote it down as a company.\n\
         The cast is off, it lives in a drawer",
        "+ I have nineteen suppliers. With eighteen I speak about invoices.",
    ],
    touches: &[DemoTouch {
        days_ago: 495,
        hour: 9,
        minute: 55,
        minutes: 13,
        mood_before: 1,
        mood_after: 4,
        setback: Some(4),
        text: "+ Second place, good. My team has been second in nothing for forty years. Sit up \
         straight, I want to tell you what works here.\n\
         ! Send the picker past heavy parts first, then the light ones lie on top",
        ..LIFT
    }],
    ..NOBODY
};

pub(super) const HARUKA: DemoPerson = DemoPerson {
    name: "Haruka Satō",
    company: "佐藤水産株式会社",
    role: "Managing director",
    phone: "+81138055014",
    shown: "+81 138-05-5014",
    region: "JP",
    email: "haruka@sato-suisan.example",
    city: "Hakodate",
    timezone: "Asia/Tokyo",
    hours: "mon-fri 06:00-11:00",
    favorite: true,
    pleasure: 4,
    profit: 4,
    peak: "tue,fri",
    facts: "Squid and scallops, fourth generation; took over from her father.\n\
     The auction is over at six, so early calls are welcome.\n\
     The office cat is called Invoice, because he always comes late.",
    said: &[
        "+ My father did not want a screen at the dock. Now he stands in front of it with his tea, \
         every morning.",
        "! A wet-hands mode: three buttons, no more\n\
         + Your handheld fell in the harbor. We pulled it out with the squid, and it said good \
         morning.",
        "Her father has retired officially; he comes in at five as always\n\
         + @Priya asked what our words for the fish sizes are, and used ours. It seems small. It \
         isn't.",
        "? Temperature of each crate from boat to truck, for the buyers in Tokyo\n\
         Invoice slept on the printer again, two labels lost",
        "+ The young ones stay longer with us now. I asked why. One said: here I know what to do \
         next.",
        "> Mr. Kudō of Kudō Ice in Aomori, a school friend, careful with money\n\
         ! The auction lot number on the crate label, so nobody types it twice",
        "+ You apologized before we had noticed the fault. My father was so impressed that he told \
         the fishermen.",
        "Storm week, no boats, they painted the office; Invoice is partly green\n\
         ? A phone line for the two weeks of the squid season, from four in the morning",
        "+ I thought a foreign company would forget us in a year. You know the name of our cat.",
    ],
    touches: &[
        DemoTouch {
            days_ago: 277,
            hour: 10,
            minute: 0,
            occasion: "other",
            text: "A collar with a bell for Invoice, so that one hears him coming",
            ..GIFT
        },
        DemoTouch {
            days_ago: 67,
            hour: 16,
            minute: 40,
            minutes: 15,
            mood_before: 2,
            mood_after: 4,
            setback: Some(13),
            text: "+ Here we say that a day without fish is for repairing nets. You have called on a \
             good day for repairing. I'm glad it was us.\n\
             The father waved into the telephone, she says",
            ..LIFT
        },
    ],
    ..NOBODY
};

pub(super) const RUTH: DemoPerson = DemoPerson {
    name: "Ruth Callaghan",
    company: "Callaghan Seeds",
    role: "General manager",
    phone: "+61255500142",
    shown: "+61 2 5550 0142",
    region: "AU",
    email: "ruth@callaghanseeds.example",
    city: "Orange",
    timezone: "Australia/Sydney",
    hours: "mon-fri 07:00-15:00",
    favorite: true,
    pleasure: 5,
    profit: 3,
    peak: "1,15",
    facts: "Seed for half the farms west of the range. Everything depends on rain, and so do we.\n\
     Four grandchildren, a kelpie called Biscuit, a ute older than some of her staff.\n\
     Orders go out on the 1st and the 15th.",
    said: &[
        "+ I rang with a problem and got a person. I'd rehearsed for a robot and had to start \
         over.\n\
         No rain since the shearing",
        "! A list of what each ute still has room for, before it leaves the yard\n\
         + The lads call the board 'Mum'. It tells them where their things are.",
        "It rained; she held the phone out of the window so I could hear it",
        "+ @Sally talked my grandson through the restart. He's nine. He wants her job.\n\
         ? Labels that survive a paddock",
        "Fourth grandchild, Matilda, four kilos, 'built like a bag of oats'\n\
         ? A price for a second shed, only if it rains again",
        "+ We've had forty years of orders in a shoebox, and your @Tomasz never once laughed at \
         the shoebox.\n\
         Biscuit got into the clover seed, recovering",
        "> Her neighbor Jim Tranter, Tranter Grain in Parkes, ring after the cricket\n\
         ! One page for the driver: gate codes, dogs, who to ask for",
        "+ Rush fortnight, and I took a Sunday off. I didn't know what to do with it. I cleaned \
         the ute.",
        "+ You're not the cheapest, love. You're the one I don't have to think about.\n\
         Rain again, she will order the shed",
    ],
    touches: &[
        DemoTouch {
            days_ago: 200,
            hour: 13,
            minute: 10,
            occasion: "other",
            text: "A card for Matilda, who can't read it yet",
            ..CARD
        },
        DemoTouch {
            days_ago: 130,
            hour: 16,
            minute: 55,
            minutes: 18,
            mood_before: 2,
            mood_after: 5,
            setback: Some(12),
            text: "+ Three times they've put you off? I've waited four years for rain and it still \
             came. Sorry, that's not helpful. You are, though.\n\
             Matilda laughed at the rooster, and at nothing else so far",
            ..LIFT
        },
    ],
    ..NOBODY
};

pub(super) const WENDELL: DemoPerson = DemoPerson {
    name: "Wendell Tsosie",
    company: "Tsosie Feed & Hardware",
    role: "Owner",
    phone: "+19285550142",
    shown: "+1 928-555-0142",
    region: "US",
    email: "wendell@tsosiefeed.example",
    city: "Flagstaff",
    timezone: "America/Phoenix",
    hours: "06:00-15:00",
    favorite: true,
    pleasure: 5,
    profit: 2,
    peak: "mon,thu",
    facts: "Feed, fence and stove pipe; two barns that he calls the campus.\n\
     Announced rodeos for thirty years and still has the voice.\n\
     Wife Lorraine keeps the books and listens in. Mule named Deductible.",
    said: &[
        "+ Ladies and gentlemen, it works. I said that out loud in an empty barn.\n\
         Deductible leaned on the new door, the door lost",
        "+ Lorraine says you're the first salesman she hasn't had to hide the checkbook from.\n\
         ! A big-print ticket: half of his customers left their glasses in the truck",
        "Hay came all at once, nineteen trucks\n\
         + Used to be three fellas in the yard looking for one pallet. Now it's one fella, and he \
         finds it.",
        "? Something for bulk feed, he sells by the scoop and guesses\n\
         His nephew is home from the Navy and works Saturdays",
        "+ Your @\"Old Ben\" fixed the board, the gate and my opinion of Tuesdays.\n\
         The two of them still write to each other",
        "! Call the names over the loudspeaker when an order is ready, he would do the recording \
         himself\n\
         + I don't have many calls I pick up standing. Yours I sit down for.",
        "> Sheriff's posse barn in Winslow, ask for Darlene Begay, 'she buys for sixty horses'",
        "+ I told the feed association about you. Got a round of applause, but that may have been \
         the pie.\n\
         Lorraine had her hip done and is already up a ladder",
        "? A second handheld, Deductible stood on the first\n\
         + @Priya didn't laugh about the mule. Then she did. Then she sent a new one overnight.",
        "New roof on the second barn, the campus is looking sharp\n\
         + Fifty years in this town, and what I've got to show is folks who call back. You call \
         first.",
    ],
    touches: &[
        DemoTouch {
            days_ago: 656,
            hour: 15,
            minute: 40,
            minutes: 16,
            mood_before: 2,
            mood_after: 4,
            setback: Some(1),
            text: "+ Friend, a fella who fights over a discount for forty minutes wants to buy. Or \
             he's lonely. Either way you stayed polite.\n\
             He announced my name as if I had ridden a bull",
            ..LIFT
        },
        DemoTouch {
            days_ago: 431,
            hour: 10,
            minute: 0,
            minutes: 140,
            text: "The whole campus on foot, then by mule, briefly\n\
             + Folks come in and ask what's the board say. They don't ask me any more. I've never \
             been so happy to be ignored.\n\
             ! Weather on the board, one line, in big letters",
            ..VISIT
        },
        DemoTouch {
            days_ago: 236,
            hour: 15,
            minute: 50,
            minutes: 21,
            mood_before: 1,
            mood_after: 4,
            setback: Some(10),
            text: "+ You were wrong by one invoice, you said so, and you fixed it. That's better \
             than right. Lorraine is nodding.\n\
             A foal since Sunday, not yet named, suggestions are welcome",
            ..LIFT
        },
        DemoTouch {
            days_ago: 165,
            hour: 11,
            minute: 10,
            occasion: "other",
            text: "Two dozen doughnuts, one of them for the mule",
            ..GIFT
        },
    ],
    ..NOBODY
};
