//! The types of custom fields, as the API spells them.

/// Types that can be written.
pub const SUPPORTED: &[&str] = &[
    "text",
    "textarea",
    "streetaddress",
    "url",
    "numeric",
    "price",
    "monetary",
    "checkbox",
    "select",
    "radiobutton",
    "multiselect",
    "category",
    "date",
    "birthday",
    "date_time",
    "multitext",
    "smart_address",
    "legal_entity",
];

/// Types whose values are options of the field.
pub const WITH_OPTIONS: &[&str] = &["select", "radiobutton", "multiselect", "category"];
