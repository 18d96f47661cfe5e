use std::time::Duration;

use serde::{Serialize, Serializer};

use super::Rate;

/// The limits that an item declares for itself, beside the server's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeclaredLimits {
    /// Of each caller.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "written")]
    pub(crate) rate: Option<Rate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) concurrency: Option<u32>,
    #[serde(
        rename = "timeoutMs",
        skip_serializing_if = "Option::is_none",
        serialize_with = "milliseconds"
    )]
    pub(crate) timeout: Option<Duration>,
}

impl DeclaredLimits {
    /// Only its time.
    pub(crate) fn of_time(timeout: Option<Duration>) -> Self {
        Self {
            timeout,
            ..Self::default()
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As they are declared: `10/min, 2 at a time, 20s`. Nothing for none.
    #[cfg(any(feature = "cli", test))]
    pub(crate) fn text(&self) -> String {
        let Self {
            rate,
            concurrency,
            timeout,
        } = self;
        let said = [
            rate.map(Rate::written),
            concurrency.map(|calls| format!("{calls} at a time")),
            timeout.map(|timeout| format!("{timeout:?}")),
        ];
        said.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

#[allow(clippy::ref_option)] // As serde calls it.
fn written<S: Serializer>(rate: &Option<Rate>, serializer: S) -> Result<S::Ok, S::Error> {
    rate.map(Rate::written).serialize(serializer)
}

#[allow(clippy::ref_option)] // As serde calls it.
fn milliseconds<S: Serializer>(time: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    time.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
        .serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_shown_as_they_are_declared() {
        let all = DeclaredLimits {
            rate: Some(Rate::per_minute(10)),
            concurrency: Some(2),
            timeout: Some(Duration::from_secs(20)),
        };
        assert_eq!(all.text(), "10/min, 2 at a time, 20s");
        assert_eq!(
            serde_json::to_string(&all).unwrap(),
            r#"{"rate":"10/min","concurrency":2,"timeoutMs":20000}"#
        );
        let time = DeclaredLimits::of_time(Some(Duration::from_millis(1500)));
        assert_eq!(
            (time.text(), serde_json::to_string(&time).unwrap()),
            ("1.5s".to_owned(), r#"{"timeoutMs":1500}"#.to_owned())
        );
        assert!(
            DeclaredLimits::of_time(None).is_empty() && DeclaredLimits::default().text().is_empty()
        );
    }
}
