use super::*;
use crate::sync::team::{Part, Stays, new_epoch};

const NORTH: &str = "north";
const TEAM: (TeamSpace, &str) = (TeamSpace::Team, NORTH);

fn member(owner: &str, said: MachineProfile) -> MemberMachine {
    MemberMachine { owner: owner.into(), manager: false, joined: 0, last_seen: 0, said }
}

fn said(keys: &TeamKeys, (owner, id, key): (&str, u64, &MachineKey)) -> MachineProfile {
    let own = OwnMachine { team: NORTH, owner, machine: WriterId(id), key, name: "a machine" };
    publish(keys, TeamSpace::Team, own).unwrap().unwrap()
}

fn stays(known: &[VerifiedMachine]) -> Vec<Stays> {
    let one = |known: &VerifiedMachine| Stays {
        machine: known.member.said.machine,
        public: known.member.said.key,
        part: if known.manages { Part::Manager } else { Part::Team },
    };
    known.iter().map(one).collect()
}

#[test]
fn a_machine_is_known_by_the_code_that_no_server_can_make() {
    let keys = TeamKeys::new().unwrap();
    let machine = MachineKey::new().unwrap();
    let right = said(&keys, ("ana", 5, &machine));
    let known = |member: MemberMachine| verified(&keys, TEAM, vec![member], &[]);
    let there = known(member("ana", right.clone()));
    assert_eq!(there.iter().map(|known| known.name.as_deref()).collect::<Vec<_>>(), [Some("a machine")]);
    let other = MachineKey::new().unwrap();
    for forged in [
        MachineProfile { key: other.public(), ..right.clone() },
        MachineProfile { machine: WriterId(6), ..right.clone() },
        MachineProfile { name: b"Ben".to_vec(), ..right.clone() },
        MachineProfile { mac: [0; 32], ..right.clone() },
        said(&TeamKeys::new().unwrap(), ("ana", 5, &machine)),
    ] {
        assert_eq!(known(member("ana", forged)), []);
    }
    assert_eq!(known(member("ben", right.clone())), [], "it is not passed off as another's");
    assert_eq!(verified(&keys, (TeamSpace::Team, "south"), vec![member("ana", right.clone())], &[]), []);
    assert_eq!(verified(&keys, (TeamSpace::Wall, NORTH), vec![member("ana", right)], &[]), []);
}

#[test]
fn who_got_no_later_key_belongs_no_more() {
    let first = TeamKeys::new().unwrap();
    let secrets: Vec<MachineKey> = (0..3).map(|_| MachineKey::new().unwrap()).collect();
    let at = |keys: &TeamKeys, at: usize| member("eva", said(keys, ("eva", at as u64, &secrets[at])));
    let members: Vec<MemberMachine> = (0..3).map(|id| at(&first.of_member(), id)).collect();
    let known = verified(&first, TEAM, members.clone(), &[]);
    let epoch = new_epoch(&first, NORTH, &stays(&known[..2])).unwrap();
    let ids = |members: Vec<MemberMachine>| -> Vec<u64> {
        let known = verified(&epoch.keys, TEAM, members, &epoch.sealed);
        known.iter().map(|known| known.member.said.machine.0).collect()
    };
    assert_eq!(ids(members), [0, 1]);
    // One who has the first key alone can't pass off another public key for one who stays.
    let forged = said(&first, ("eva", 1, &secrets[2]));
    assert_eq!(ids(vec![member("eva", forged)]), [0_u64; 0]);
    // One who is invited again has the new key.
    assert_eq!(ids(vec![at(&epoch.keys, 2)]), [2]);
}

#[test]
fn a_managers_machine_shows_that_it_has_the_secret_and_nobody_else_can() {
    let first = TeamKeys::new().unwrap();
    let (mia, eva, ben) = (MachineKey::new().unwrap(), MachineKey::new().unwrap(), MachineKey::new().unwrap());
    let manages = |keys: &TeamKeys, owner: &str, said: MachineProfile, epochs: &[SealedKey]| {
        verified(keys, TEAM, vec![member(owner, said)], epochs).iter().any(|known| known.manages)
    };
    let (by_mia, by_ben) = (said(&first, ("mia", 1, &mia)), said(&first.of_member(), ("ben", 3, &ben)));
    assert!(manages(&first, "mia", by_mia.clone(), &[]));
    assert!(!manages(&first, "ben", by_ben.clone(), &[]));
    // A member takes mia's code over into a row of their own: it is of her machine and key.
    let (_, latest) = first.team.as_ref().unwrap().latest();
    let name = by_mia.name.clone();
    for machine in [WriterId(1), WriterId(3)] {
        let parts = parts("team_north", "mia", (machine, &ben.public()), &name);
        let mac = sealed::code(&vouching(latest), &parts);
        let forged = MachineProfile { machine, key: ben.public(), name: name.clone(), mac };
        assert!(!manages(&first, "mia", forged, &[]));
    }
    // Given on with an epoch, to who was seen to have it; not to who was left out, nor under keys made up.
    let known: Vec<VerifiedMachine> = verified(&first, TEAM, vec![member("mia", by_mia.clone())], &[]);
    let eva_said = said(&first, ("eva", 2, &eva));
    let next = new_epoch(&first, NORTH, &stays(&known)).unwrap();
    assert!(manages(&next.keys, "mia", by_mia, &next.sealed));
    assert!(!manages(&next.keys, "eva", eva_said, &next.sealed), "she was removed");
    let other = new_epoch(&first, NORTH, &stays(&known)).unwrap();
    let by_mia = said(&other.keys, ("mia", 1, &mia));
    assert!(!manages(&next.keys, "mia", by_mia, &next.sealed));
}

#[test]
fn letters_are_of_one_member_and_of_the_latest_keys() {
    let (keys, other) = (TeamKeys::new().unwrap(), TeamKeys::new().unwrap());
    let ana = Letters::of(&keys).of_rep("ana");
    assert_eq!((ana.len(), ana.chars().nth(4)), (9, Some('-')));
    assert_eq!(Letters::of(&keys.of_wall()).of_rep("ana"), ana, "the wall's reader sees the same");
    assert_ne!(Letters::of(&keys).of_rep("ben"), ana);
    assert_ne!(Letters::of(&other).of_rep("ana"), ana);
    let others = TeamKeys { managing: other.managing.clone(), ..keys.clone() };
    assert_ne!(Letters::of(&others).of_rep("ana"), ana, "with other managers");
    assert_ne!(Letters::of(&new_epoch(&keys, NORTH, &[]).unwrap().keys).of_rep("ana"), ana);
    let first = EpochKeys::of([(0, SpaceKey::of_bytes([5; 32]))].into()).unwrap();
    let fixed = TeamKeys { team: None, wall: first, managing: Default::default() };
    assert_eq!(Letters::of(&fixed).of_rep("ana"), "Z7CQ-ZX2E", "what one version shows the next one shows");
}
