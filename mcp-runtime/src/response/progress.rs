use serde::Serialize;
use serde_json::value::RawValue;

/// How far a call has come.
///
/// ```
/// use mcp_runtime::Progress;
///
/// let half = Progress::new(50.0).total(100.0);
/// assert_eq!(half, Progress::from((50, 100)));
/// let told = half.message("Reticulating splines");
/// # let _ = told;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    pub(super) done: f64,
    total: Option<f64>,
    message: Option<String>,
}

impl Progress {
    /// The amount that is done, in any unit.
    pub fn new(done: f64) -> Self {
        Self {
            done,
            total: None,
            message: None,
        }
    }

    /// The total amount, in the same unit.
    #[must_use]
    pub fn total(mut self, total: f64) -> Self {
        self.total = Some(total);
        self
    }

    /// A message about the current step, for people.
    #[must_use]
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    pub(super) fn params<'a>(&'a self, token: Option<&'a RawValue>) -> impl Serialize + 'a {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Params<'a> {
            progress_token: Option<&'a RawValue>,
            progress: f64,
            #[serde(skip_serializing_if = "Option::is_none")]
            total: Option<f64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            message: Option<&'a str>,
        }
        Params {
            progress_token: token,
            progress: self.done,
            total: self.total.filter(|t| t.is_finite()),
            message: self.message.as_deref(),
        }
    }
}

macro_rules! progress_from {
    ($($number:ty),*) => { $(
        impl From<$number> for Progress {
            #[allow(clippy::cast_lossless, clippy::cast_precision_loss)]
            fn from(done: $number) -> Self {
                Self::new(done as f64)
            }
        }

        impl From<($number, $number)> for Progress {
            #[allow(clippy::cast_lossless, clippy::cast_precision_loss)]
            fn from((done, total): ($number, $number)) -> Self {
                Self::new(done as f64).total(total as f64)
            }
        }
    )* };
}

// The number types that loops usually count with.
progress_from!(f64, i32, u32, u64, usize);
