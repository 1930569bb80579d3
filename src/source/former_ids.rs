//! Where the platform's own integration kept the ids of the entities that it made.

use crate::domain::Kind;

/// The query that gives the pairs of a kind, for the tables of an installation that used the platform's own integration.
pub fn former_ids(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => {
            "SELECT id AS userID, amoContactID AS amoID FROM as_users WHERE amoContactID > 0"
        }
        Kind::Company => {
            "SELECT userID, amoCompanyID AS amoID FROM xx_suppliers WHERE amoCompanyID > 0"
        }
        Kind::Product => {
            "SELECT id AS courseID, amoProductID AS amoID FROM xx_courses WHERE amoProductID > 0"
        }
        Kind::DealSupplier => {
            "SELECT userID, amoDealID AS amoID FROM xx_suppliers WHERE amoDealID > 0"
        }
        Kind::DealSrs => {
            "SELECT userID, amoSrsDealID AS amoID FROM xx_suppliers WHERE amoSrsDealID > 0"
        }
        Kind::DealProduct => {
            "SELECT id AS courseID, amoDealID AS amoID FROM xx_courses WHERE amoDealID > 0"
        }
        Kind::DealStudent => {
            "SELECT userID, amoDealID AS amoID FROM xx_clients WHERE amoDealID > 0"
        }
        Kind::DealCourse => {
            "SELECT c.userID, o.courseID, o.amoDealID AS amoID FROM xx_orderCourses o \
             JOIN xx_clients c ON c.id = o.clientID WHERE o.amoDealID > 0"
        }
    }
}
