//! A platform of a few made records, for unit tests.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::domain::{Columns, Key, KeyRange, Kind, Record, Value};
use crate::source::{LeftOutRow, Row, Source};

/// The hash that every row has.
pub const HASH: u64 = 5;

/// Records by kind and key.
#[derive(Debug, Default)]
pub struct Made(BTreeMap<(Kind, Key), Record>);

impl Made {
    /// One more record, with these attributes.
    pub fn with(mut self, kind: Kind, key: Key, attributes: &[(&str, Value)]) -> Self {
        let names = attributes.iter().map(|(name, _)| (*name).to_owned());
        let values = attributes.iter().map(|(_, value)| value.clone());
        let record = Record::new(kind, key, Columns::new(names.collect()), values.collect());
        self.0.insert((kind, key), record);
        self
    }
}

impl Source for Made {
    fn scan(
        &self,
        _: Kind,
        _: &KeyRange,
        _: &mut dyn FnMut(&dyn Row) -> anyhow::Result<ControlFlow<()>>,
    ) -> anyhow::Result<()> {
        anyhow::bail!("only single records are made")
    }

    fn extent(&self, _: Kind) -> anyhow::Result<Option<KeyRange>> {
        Ok(None)
    }

    fn get(&self, kind: Kind, key: Key, _: u64) -> anyhow::Result<Option<(Record, u64)>> {
        Ok(self
            .0
            .get(&(kind, key))
            .map(|record| (record.clone(), HASH)))
    }

    fn left_out(
        &self,
        _: Option<&BTreeMap<Kind, u64>>,
        _: &mut dyn FnMut(LeftOutRow),
    ) -> anyhow::Result<()> {
        Ok(())
    }

    fn columns(&self, _: Kind) -> anyhow::Result<Vec<String>> {
        Ok(Vec::new())
    }
}
