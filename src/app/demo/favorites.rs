//! The demo book's favorites, the first four.

use super::people::{CALL, CARD, DemoPerson, DemoTouch, GIFT, LIFT, MESSAGE, NOBODY, VISIT};

pub(super) const ANA: DemoPerson = DemoPerson {
    name: "Ana Ribeiro",
    company: "Porto Cold Chain",
    role: "Operations lead",
    phone: "+351225550142",
    shown: "+351 22 555 0142",
    region: "PT",
    email: "ana.ribeiro@portocold.example",
    city: "Porto",
    timezone: "Europe/Lisbon",
    favorite: true,
    pleasure: 5,
    profit: 4,
    peak: "tue,thu",
    touches_a_year: 3,
    facts: "Two children, Tiago and Inês. Swims in the sea before work, all year.\n\
     Ten bay boards and the cold-room sensors; fish on Tuesdays and Thursdays.\n\
     Coffee, never tea. Do not mention the derby when Porto lost.",
    said: &[
        "+ Yours are the first screens the night shift didn't tape paper over.\n\
         Two new drivers, both called Paulo",
        "+ @Priya explained lot numbers to us three times and was never once short about it.\n\
         ! A humidity chart on each cold-room door, big enough to read with gloves on",
        "Tiago starts school in Lisbon; she cried in the car, then laughed about it\n\
         + I stopped printing the morning plan and nobody noticed. I mean that as a compliment.",
        "+ The audit took forty minutes. The one before took two days and my whole weekend.\n\
         ? A read-only login for the auditors",
        "! They print the pick list the night before, so the first shift starts without waiting\n\
         + At six in the morning nobody shouts any more. I almost miss it.",
        "> Rui Salgado at Salgado Frio in Aveiro, he still plans on a whiteboard\n\
         Inês lost a tooth in the middle of the call, found it again in the yogurt",
        "+ You sent @\"Old Ben\" for one cable and he stayed to fix a door that wasn't even \
         yours.\n\
         Her back again; a standing desk is ordered",
        "+ When we don't know who to ask, we ask @Sally. My husband says it at home now, about the \
         dishwasher.\n\
         ? Labels in Spanish for the Vigo customers",
        "A slow month, the boats stayed in\n\
         + You told me not to buy the extra licenses. Nobody who sells things has ever told me \
         that.",
        "! A weekly note with the three slowest doors, nothing else on it\n\
         She swam to the buoy and back with her sister, fourteen degrees",
        "+ You're the only vendor who calls when nothing is wrong.\n\
         She is planning a second site in Matosinhos\n\
         ? A rough price for six doors over there, no hurry",
    ],
    touches: &[
        DemoTouch {
            days_ago: 397,
            hour: 10,
            minute: 30,
            minutes: 17,
            mood_before: 1,
            mood_after: 5,
            setback: Some(6),
            text: "+ Seven months and they said no? Then they didn't see what we see every night \
             at two. Call me next time before you send the offer.\n\
             She read me a poem by her daughter about a forklift",
            ..LIFT
        },
        DemoTouch {
            days_ago: 364,
            hour: 9,
            minute: 12,
            minutes: 22,
            occasion: "other",
            text: "+ When the line went down at midnight, @Sally stayed on the phone until we were \
             shipping again. I tell everyone that story.\n\
             She had slept three hours and still sounded cheerful",
            ..CALL
        },
        DemoTouch {
            days_ago: 340,
            hour: 11,
            minute: 30,
            occasion: "other",
            text: "A card for the whole night shift, after that midnight",
            ..CARD
        },
        DemoTouch {
            days_ago: 214,
            hour: 10,
            minute: 0,
            minutes: 150,
            text: "Walked the docks with her from the first truck to the last\n\
             + Watch Paulo. He hated the handhelds, and now he lends his to nobody.\n\
             ! The door number on the handheld as large as the board shows it\n\
             Lunch was grilled sardines, she does not accept no",
            ..VISIT
        },
    ],
    ..NOBODY
};

pub(super) const MARCUS: DemoPerson = DemoPerson {
    name: "Marcus Webb",
    company: "Webb & Sons",
    role: "Owner",
    phone: "+14125550142",
    shown: "+1 412-555-0142",
    region: "US",
    email: "marcus@webbandsons.example",
    city: "Pittsburgh",
    timezone: "America/New_York",
    hours: "07:00-17:00",
    favorite: true,
    pleasure: 3,
    profit: 5,
    peak: "mon,fri",
    touches_a_year: 4,
    facts: "Third Webb; the sons are two daughters, June and Carol, and both outrank him.\n\
     Plumbing and heating wholesale, three depots, contractors at the gate from six.\n\
     Gruff for four minutes, then you can't get him off the phone.",
    said: &[
        "+ I don't like software. I like yours about as much as I like my truck, and I like my \
         truck.\n\
         He had the radiator out of it when I rang",
        "! One color for 'will call' orders, so the counter stops yelling across the yard\n\
         Carol passed her CPA exam, first try",
        "+ @\"Old Ben\" is the only man who ever walked into my warehouse and wiped his boots.\n\
         ? Two more boards for the depot in Erie",
        "+ We found eleven thousand dollars of copper elbows. They'd been in aisle nine since my \
         father.\n\
         > His cousin Ray Webb, Webb Roofing in Wheeling",
        "A water main burst downtown, half the city at his gate, he was eating a sandwich the \
         whole call\n\
         + Busiest week in six years and I slept. Write that down.",
        "First grandchild, a girl, Josephine; he offered the name Webb and was told it has one\n\
         + You people are the one bill I don't check twice.",
        "June runs the counter now and has thrown out the fax machine\n\
         ! A 'back in ten minutes' button for the counter when somebody is in the yard",
        "+ I told the fellow from the other outfit he could have my business when he can tell me \
         the name of my dog.\n\
         The dog is Flange",
        "+ @Tomasz got our thirty-year-old price file into your system. I shook his hand and I'm \
         not a handshaker.\n\
         ? Truck loads by weight, not only by count",
        "+ My competitor asked what we're running. I told him it was a whiteboard.\n\
         ! Photo of the damaged pallet, straight from the handheld onto the return slip",
    ],
    touches: &[
        DemoTouch {
            days_ago: 703,
            hour: 11,
            minute: 5,
            minutes: 12,
            mood_before: 2,
            mood_after: 4,
            setback: Some(0),
            text: "+ So they went with the old supplier. So did I, twice, and here we are \
             talking.\n\
             He lost the bowling final by four pins and blames the lane",
            ..LIFT
        },
        DemoTouch {
            days_ago: 347,
            hour: 13,
            minute: 45,
            minutes: 3,
            mood_before: 2,
            mood_after: 2,
            setback: Some(7),
            text: "A truck on its side at the gate and no minute for anybody. Fair enough\n\
             He said to ring Thursday",
            ..LIFT
        },
        DemoTouch {
            days_ago: 305,
            hour: 9,
            minute: 30,
            minutes: 120,
            text: "Friday at the gate in the rain, forty contractors before ten\n\
             + See that line? It used to go around the corner.\n\
             ? A board under the canopy outside, waterproof\n\
             Flange sat on my shoes the whole time",
            ..VISIT
        },
        DemoTouch {
            days_ago: 158,
            hour: 10,
            minute: 20,
            occasion: "other",
            text: "A very small hard hat for Josephine",
            ..GIFT
        },
        DemoTouch {
            days_ago: 88,
            hour: 9,
            minute: 15,
            minutes: 95,
            text: "June showed me the counter, Marcus showed me Josephine\n\
             + @Sally knows our part numbers better than the boy on the counter, and he's my \
             nephew.",
            ..VISIT
        },
        DemoTouch {
            days_ago: 9,
            hour: 14,
            minute: 45,
            minutes: 16,
            mood_before: 1,
            mood_after: 4,
            setback: Some(14),
            text: "+ You lost one. I've watched you for years and you never sold me a thing I \
             didn't use. That's rarer than you think.\n\
             Josephine says one word, and the word is truck\n\
             ! A sheet on the dock with tomorrow's three heaviest loads",
            ..LIFT
        },
    ],
    ..NOBODY
};

pub(super) const DANA: DemoPerson = DemoPerson {
    name: "Dana Okafor",
    company: "Okafor Foods",
    role: "Founder",
    phone: "+17135550167",
    shown: "+1 713-555-0167",
    region: "US",
    email: "dana@okaforfoods.example",
    city: "Houston",
    timezone: "America/Chicago",
    favorite: true,
    peak: "wed",
    facts: "Pepper sauces, from her mother's kitchen to four hundred shops in six years.\n\
     Talks while walking the aisles, so expect forklifts.\n\
     Mother, Mrs. Okafor, still tastes every batch on Wednesdays before it ships.",
    said: &[
        "+ Day two and my pickers already argue about whose handheld is fastest. That's a good \
         sign, right?\n\
         She still answers the customer line herself",
        "? Best-before dates on the pick list, oldest first\n\
         + I asked a stupid question on a Friday at five and @Priya answered as if it were a good \
         one.",
        "Her mother came to see the boards and asked whether they work on husbands\n\
         ! Color the shelf label when a batch has two weeks left",
        "+ We shipped four hundred cases and not one wrong label. I made everyone come out and \
         look at the empty dock.",
        "Two nights without sleep, her little boy Emeka has an ear infection\n\
         + You asked about Emeka before you asked about the renewal. I noticed.",
        "> Lucille Batiste, Batiste Spice in Lafayette, 'tell her Dana sent you and bring \
         nothing'\n\
         ! A training card with pictures for people on their first shift",
        "+ I hired a guy from a company ten times our size and he said, oh, you have the good \
         one.\n\
         Emeka wants to be a forklift",
        "? Something for pop-up markets: ten crates, one van, no signal\n\
         + @Tomasz called back to ask if his fix had held. Nobody calls back.",
        "New label design, her mother's face on it; Mrs. Okafor says the nose is wrong",
    ],
    touches: &[
        DemoTouch {
            days_ago: 601,
            hour: 12,
            minute: 10,
            minutes: 9,
            mood_before: 2,
            mood_after: 3,
            setback: Some(2),
            text: "Her first truck had just left, and she spent the call cheering me up\n\
             + If they freeze the budget they freeze the chaos too. I remember that chaos. They'll \
             be back.",
            ..LIFT
        },
        DemoTouch {
            days_ago: 181,
            hour: 11,
            minute: 20,
            minutes: 14,
            mood_before: 2,
            mood_after: 4,
            setback: Some(11),
            text: "+ I have been told no by every supermarket in Texas. One of them is my biggest \
             customer now. Eat something and dial.\n\
             Sold out of the smoked one",
            ..LIFT
        },
        DemoTouch {
            days_ago: 144,
            hour: 10,
            minute: 30,
            minutes: 110,
            text: "Batch day. Mrs. Okafor tasted nine jars and sent one back\n\
             + Look at the floor. You can see it. Two years ago you could not see the floor.\n\
             ! A bell on the board when the last case of a batch is packed",
            ..VISIT
        },
    ],
    ..NOBODY
};

pub(super) const JI_WOO: DemoPerson = DemoPerson {
    name: "Ji-woo Park",
    company: "Hanbit Foods",
    role: "Logistics manager",
    phone: "+8220550142",
    shown: "+82 2-055-0142",
    region: "KR",
    email: "jiwoo.park@hanbit.example",
    city: "Seoul",
    timezone: "Asia/Seoul",
    hours: "07:00-16:00",
    favorite: true,
    pleasure: 5,
    profit: 5,
    peak: "mon,tue",
    touches_a_year: 2,
    facts: "Tofu and kimchi for half of Seoul; 22 doors, our largest site.\n\
     Runs marathons, brings numbers to every call and asks for ours.\n\
     At her desk from seven. A husband, Min-jun, and a very old cat, Dubu.",
    said: &[
        "+ Your installation plan said nine days. It was nine days. I have put it in my \
         presentation.\n\
         She ran Chuncheon in 3:58 and is not satisfied",
        "! A humidity chart next to the temperature, tofu minds both\n\
         + Other vendors send me a manual. You sent me @\"Old Ben\", and he drew it on a box.",
        "+ Mistakes per thousand picks: 4.1 before you, 0.6 now. I checked it twice because I did \
         not believe it.",
        "Dubu was at the vet, nothing serious, he is only old\n\
         ? Korean on the handhelds for the temporary staff before the next rush",
        "+ My director asked why we stay. I said: because they tell us bad news on the same day.\n\
         > Mr. Han at Saebyeok Bakery in Incheon, she will introduce us",
        "! Let the trucks see their place in the queue, then they don't sound the horn\n\
         New shoes, new knee trouble",
        "+ I wrote to support at three at night, only for the record. @Sally answered in four \
         minutes. I felt almost guilty.",
        "+ Every rush is our exam, and this time we passed it without a night in the office.\n\
         Min-jun cooked for the whole team, which was brave",
        "? The figures of each door as a file for her own charts\n\
         + @Priya learned to say thank you in Korean for our training. My team still imitates her, \
         kindly.",
        "Marathon again: 3:51, and she called it acceptable\n\
         ! Show yesterday's best shift on the board, only the best, never the worst",
        "+ We visited a sister company. They have a bigger budget and a worse morning.\n\
         Dubu is nineteen now, there was a cake of tuna",
    ],
    touches: &[
        DemoTouch {
            days_ago: 550,
            hour: 16,
            minute: 50,
            minutes: 19,
            mood_before: 1,
            mood_after: 4,
            setback: Some(3),
            text: "+ Eleven machines do not count as eleven people. Nobody refused you today. I \
             have no meeting until nine, talk to me.\n\
             It was pouring in Seoul and nobody had told the trucks",
            ..LIFT
        },
        DemoTouch {
            days_ago: 118,
            hour: 16,
            minute: 15,
            occasion: "other",
            text: "Good luck for the run, and a scratch behind the ear for Dubu",
            ..MESSAGE
        },
    ],
    ..NOBODY
};
