//! The jobs of a record: which organization goes with which title, and which job comes first.

use super::property::UNSAID;

/// One job; a record may say only one part of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) company: Option<String>,
    pub(super) role: Option<String>,
}

impl Job {
    /// Says the job as a fact: "Nurse, City Hospital".
    pub(super) fn words(self) -> String {
        [self.role, self.company].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The organizations and titles of a record, each with its preference; 1 is the most preferred.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    companies: Vec<(u8, String)>,
    roles: Vec<(u8, String)>,
}

impl Jobs {
    pub(super) fn add_company(&mut self, preferred: u8, name: Option<String>) {
        add(&mut self.companies, preferred, name);
    }

    pub(super) fn add_role(&mut self, preferred: u8, name: Option<String>) {
        add(&mut self.roles, preferred, name);
    }

    /// Pairs them: a title goes with the organization of the same preference, else with the next one without a title.
    pub(super) fn sort(mut self) -> Vec<Job> {
        self.companies.sort_by_key(|(preferred, _)| *preferred);
        self.roles.sort_by_key(|(preferred, _)| *preferred);
        let mut jobs: Vec<(u8, Job)> = self
            .companies
            .into_iter()
            .map(|(preferred, company)| {
                let same = self.roles.iter().position(|(p, _)| *p == preferred);
                let role = same.map(|at| self.roles.remove(at).1);
                (preferred, Job { company: Some(company), role })
            })
            .collect();
        for (preferred, role) in self.roles {
            match jobs.iter_mut().find(|(_, job)| job.role.is_none()) {
                Some((_, job)) => job.role = Some(role),
                None => jobs.push((preferred, Job { company: None, role: Some(role) })),
            }
        }
        jobs.sort_by_key(|(preferred, _)| *preferred);
        jobs.into_iter().map(|(_, job)| job).collect()
    }
}

fn add(to: &mut Vec<(u8, String)>, preferred: u8, name: Option<String>) {
    let Some(name) = name else { return };
    match to.iter_mut().find(|(_, known)| *known == name) {
        Some((known, _)) => *known = preferred.min(*known),
        None => to.push((preferred.min(UNSAID), name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(companies: &[(u8, &str)], roles: &[(u8, &str)]) -> Vec<String> {
        let mut jobs = Jobs::default();
        companies.iter().for_each(|(p, name)| jobs.add_company(*p, Some((*name).into())));
        roles.iter().for_each(|(p, name)| jobs.add_role(*p, Some((*name).into())));
        jobs.sort().into_iter().map(Job::words).collect()
    }

    #[test]
    fn a_title_goes_with_the_organization_of_its_preference() {
        let any = UNSAID;
        assert_eq!(
            sorted(&[(2, "Farm"), (1, "Hospital")], &[(2, "Owner"), (1, "Nurse")]),
            ["Nurse, Hospital", "Owner, Farm"]
        );
        assert_eq!(sorted(&[(any, "Farm"), (any, "Hospital")], &[(any, "Owner")]), ["Owner, Farm", "Hospital"]);
        assert_eq!(sorted(&[(any, "Farm"), (1, "Hospital")], &[(any, "Owner")]), ["Hospital", "Owner, Farm"]);
        assert_eq!(sorted(&[(any, "Farm")], &[(1, "Owner"), (any, "Owner")]), ["Owner, Farm"]);
        assert_eq!(sorted(&[(any, "Farm"), (any, "Farm")], &[(any, "Boss"), (any, "Owner")]), ["Boss, Farm", "Owner"]);
        assert_eq!(sorted(&[], &[]), Vec::<String>::new());
    }
}
