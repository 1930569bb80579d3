//! A country, as far as phones need one.

use std::fmt;
use std::str::FromStr;

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// The country of numbers that name none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    region: Region,
    /// Its calling code.
    code: i32,
}

impl Country {
    /// As the numbering plans know it.
    pub fn region(self) -> Region {
        self.region
    }

    /// Its calling code.
    pub fn code(self) -> i32 {
        self.code
    }
}

impl Default for Country {
    fn default() -> Self {
        Self {
            region: Region::RU,
            code: 7,
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.region)
    }
}

impl FromStr for Country {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let region = text.parse::<Region>().ok();
        region
            .and_then(|region| {
                let code = PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
                Some(Self { region, code })
            })
            .ok_or_else(|| {
                format!("`{text}` is no country; write its two letters, for example `RU` or `KZ`")
            })
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}
