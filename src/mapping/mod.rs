//! From the attributes of a record to the values of a CRM entity.

pub mod config;

use std::fmt;

use serde::Serialize;

/// Why a record is not sent; found before sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invalid {
    /// The platform's attribute.
    pub attribute: Option<String>,
    /// The CRM field's name, as the account has it.
    pub field: Option<String>,
    /// The value that does not fit, shortened.
    pub value: Option<String>,
    /// What is wrong.
    pub reason: String,
    /// What to do, for example the line to add to the configuration.
    pub hint: Option<String>,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(attribute) = &self.attribute {
            write!(f, "`{attribute}`")?;
            if let Some(value) = &self.value {
                write!(f, " = `{value}`")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.reason)
    }
}
