//! What the types cannot say: ranges, addresses, names that become folders.

use std::collections::BTreeMap;

use url::{Host, Url};

use super::document::{Document, Path};
use super::mistakes::Mistake;
use super::{Amo, Config, Profile, SourceConfig};
use crate::config::mapping::{self, KindMapping};
use crate::domain::Kind;
use crate::text::nearest;

/// The account's limit is 7; more is only of use against an emulated account.
const MAX_RATE: f64 = 1000.0;

/// Checks every profile of a file that could be read.
pub(super) fn check(
    config: &Config,
    document: &Document<'_>,
    invented: &[Path],
    mistakes: &mut Vec<Mistake>,
) {
    if let Some(name) = &config.default_profile
        && !config.profiles.contains_key(name)
    {
        let names: Vec<_> = config.profiles.keys().map(String::as_str).collect();
        let guess = nearest(name, names.iter().copied())
            .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        mistakes.push(Mistake::at(
            document,
            &["default_profile".to_owned()],
            format!("`default_profile` names `{name}`, which is no profile{guess}"),
            format!("the file has {}", super::quoted_list(&names)),
        ));
    }
    if config.profiles.is_empty() && mistakes.is_empty() {
        mistakes.push(Mistake {
            path: Vec::new(),
            line: None,
            text: "there is no profile".to_owned(),
            hint: "add `[profiles.school.amo]` and `[profiles.school.source]`; `amosync init` writes both".to_owned(),
        });
    }
    for (name, profile) in &config.profiles {
        Checker {
            document,
            invented,
            mistakes,
            name,
        }
        .profile(profile);
    }
}

struct Checker<'a, 'd> {
    document: &'a Document<'d>,
    invented: &'a [Path],
    mistakes: &'a mut Vec<Mistake>,
    name: &'a str,
}

impl Checker<'_, '_> {
    fn wrong(&mut self, keys: &[&str], text: impl AsRef<str>, hint: &str) {
        let mut path = vec!["profiles".to_owned(), self.name.to_owned()];
        path.extend(keys.iter().map(|key| (*key).to_owned()));
        // What reading filled in to go on needs no check.
        if self.invented.iter().any(|place| path.starts_with(place)) {
            return;
        }
        let text = format!("`{}` {}", path.join("."), text.as_ref());
        self.mistakes
            .push(Mistake::at(self.document, &path, text, hint));
    }

    /// The mapping, with the built-in one below it.
    fn mapping(&mut self, own: &BTreeMap<Kind, KindMapping>) {
        let found = match mapping::mistakes(own) {
            Ok(found) => found,
            Err(broken) => {
                self.wrong(&["mapping"], broken.to_string(), "report it; this is a bug");
                return;
            }
        };
        for mapping::Mistake {
            kind,
            place,
            text,
            hint,
        } in found
        {
            let mut keys = vec!["mapping", kind.as_str()];
            keys.extend(place.iter().map(String::as_str));
            let path: Vec<String> = ["profiles", self.name]
                .iter()
                .chain(&keys)
                .map(|key| (*key).to_owned())
                .collect();
            self.mistakes.push(Mistake::at(
                self.document,
                &path,
                format!("the mapping of `{kind}` {text}"),
                hint,
            ));
        }
    }

    fn range(
        &mut self,
        keys: &[&str],
        value: f64,
        allowed: std::ops::RangeInclusive<f64>,
        unit: &str,
    ) {
        if !allowed.contains(&value) {
            let hint = format!("allowed: {} to {}{unit}", allowed.start(), allowed.end());
            self.wrong(keys, format!("is {value}, which is out of range"), &hint);
        }
    }

    fn profile(&mut self, profile: &Profile) {
        let Profile {
            amo,
            source,
            secrets: _,
            guard,
            country: _,
            mapping,
        } = profile;
        if let Err(why) = folder_name(self.name) {
            self.wrong(
                &[],
                format!("cannot be a profile: the name {why}"),
                "the name becomes a folder: letters, digits, `-`, `_` and `.` inside, at most 64",
            );
        }
        self.amo(amo);
        self.range(
            &["guard", "max_changes_percent"],
            f64::from(guard.max_changes_percent),
            0.0..=100.0,
            " per cent",
        );
        self.source(source);
        self.mapping(mapping);
    }

    fn amo(&mut self, amo: &Amo) {
        if let Err((why, hint)) = account_url(&amo.url) {
            self.wrong(&["amo", "url"], why, hint);
        }
        if amo.client_id.trim().is_empty() {
            self.wrong(
                &["amo", "client_id"],
                "is empty",
                "copy the integration ID from the integration's Keys tab",
            );
        }
        if Url::parse(&amo.redirect_uri).is_err() {
            self.wrong(
                &["amo", "redirect_uri"],
                "is not an address",
                "copy the redirect URI as it is registered with the integration, to the last slash",
            );
        }
        if !(amo.rate > 0.0 && amo.rate <= MAX_RATE) {
            self.wrong(
                &["amo", "rate"],
                format!("is {}, which is out of range", amo.rate),
                "allowed: more than 0, up to 1000 requests a second; amoCRM itself takes 7",
            );
        }
        self.range(
            &["amo", "batch_max"],
            count(amo.batch_max),
            1.0..=250.0,
            " entities in one request",
        );
        self.range(
            &["amo", "in_flight"],
            count(amo.in_flight),
            1.0..=64.0,
            " requests",
        );
        self.range(
            &["amo", "timeout_seconds"],
            amo.timeout_seconds,
            1.0..=600.0,
            " seconds",
        );
        for (key, seconds) in [
            ("recheck_seconds", amo.recheck_seconds.as_slice()),
            ("recheck", amo.recheck.as_deref().unwrap_or_default()),
        ] {
            for one in seconds {
                self.range(&["amo", key], *one, 0.0..=600.0, " seconds");
            }
        }
        if amo.recheck.as_ref().is_some_and(Vec::is_empty) {
            self.wrong(
                &["amo", "recheck"],
                "names no look",
                "for example `recheck = [5, 15, 45]`: seconds before each look for a create without an answer",
            );
        }
        self.range(
            &["amo", "resend_after_seconds"],
            amo.resend_after_seconds,
            0.0..=86_400.0,
            " seconds",
        );
        if let Some(prefix) = &amo.marker_prefix
            && (prefix.is_empty()
                || prefix.chars().count() > 64
                || prefix.contains(|c: char| c == ':' || c.is_whitespace() || c.is_control()))
        {
            self.wrong(
                &["amo", "marker_prefix"],
                "cannot begin a marker",
                "1 to 64 characters without `:` and blanks, for example \"school\"",
            );
        }
    }

    fn source(&mut self, source: &SourceConfig) {
        match &source.path {
            None => self.wrong(
                &["source"],
                "lacks `path`",
                "add `path = \"/var/lib/platform/platform.db\"`",
            ),
            Some(path) if path.as_os_str().is_empty() => {
                self.wrong(
                    &["source", "path"],
                    "is empty",
                    "name the platform's SQLite file",
                );
            }
            Some(path) if is_other_home(path) => self.wrong(
                &["source", "path"],
                "begins with the home of somebody else",
                "only `~/` is known; write the whole path",
            ),
            Some(_) => {}
        }
        for (kind, query) in &source.queries {
            if query.trim().is_empty() {
                self.wrong(
                    &["source", "queries", kind.as_str()],
                    "is empty",
                    "write a SELECT, or take the line out to use the built-in query",
                );
            }
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "it is compared with numbers below a thousand"
)]
fn count(value: usize) -> f64 {
    value as f64
}

fn is_other_home(path: &std::path::Path) -> bool {
    path.to_str().is_some_and(|text| {
        text.starts_with('~') && text != "~" && !text.starts_with("~/") && !text.starts_with("~\\")
    })
}

/// Whether tokens may be sent to this address.
pub fn account_url(url: &Url) -> Result<(), (&'static str, &'static str)> {
    const EXAMPLE: &str =
        "write the account's address alone, for example \"https://school.amocrm.ru\"";
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(("has no host", EXAMPLE)),
    };
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        "http" => {
            return Err((
                "is plain http, over which everybody could read the tokens",
                "use https; plain http is for this machine only (127.0.0.1, ::1, localhost)",
            ));
        }
        _ => return Err(("is neither https nor http", EXAMPLE)),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(("holds a user name or a password", EXAMPLE));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(("has more than the host", EXAMPLE));
    }
    Ok(())
}

/// Whether a name can be a folder on every system.
pub fn folder_name(name: &str) -> Result<(), &'static str> {
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let port = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    if name.is_empty() {
        Err("is empty")
    } else if name.chars().count() > 64 {
        Err("is longer than 64 characters")
    } else if name.contains(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.')) {
        Err("has a character other than letters, digits, `-`, `_` and `.`")
    } else if name.starts_with('.') || name.ends_with('.') {
        Err("begins or ends with a dot")
    } else if DEVICES.contains(&stem.as_str()) || port("com") || port("lpt") {
        Err("is the name of a device on Windows")
    } else {
        Ok(())
    }
}
