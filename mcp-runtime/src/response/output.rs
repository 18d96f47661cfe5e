use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::finite::check_finite;
use super::{ResultWriter, ToolError};
use crate::protocol::{Content, ResourceContents, ResourceLink};
use crate::table::AppMeta;

/// A value that can be the result of a call.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::response::{ResultWriter, ToolOutput};
///
/// struct Celsius(f64);
///
/// impl ToolOutput for Celsius {
///     fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
///         out.text(&format!("{} °C", self.0))
///     }
/// }
///
/// /// Measure the temperature.
/// #[mcp_tool(read_only)]
/// fn measure() -> Celsius {
///     Celsius(21.0)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the result of a tool",
    label = "not a tool's result",
    note = "return a `String`, a number, a `bool`, `()`, `Json<T>`, `Content` or a `Vec` of it, \
            `ToolResult`, or a `Result` of one of these",
    note = "the error in a `Result` is `ToolError`, or a type that `?` makes one of: any \
            `std::error::Error + Send + Sync + 'static`",
    note = "data of your own type is `Json<T>`, or `Result<Json<T>, ToolError>`, with \
         `#[mcp_type]` on `T`; with a view it is `Ui<T>`, with `#[mcp_app(html = \"…\")]` on `T`; \
         a handle that is new is `Minted<T>`, with `#[derive(Handle)]` on `T`"
)]
pub trait ToolOutput: Send {
    /// The view that shows the result, if there is one.
    const APP: Option<&'static AppMeta> = None;

    /// The tool's output schema; `None` for a tool without structured content.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::response::{ResultWriter, ToolOutput};
    /// use mcp_runtime::schemars::{JsonSchema, Schema, SchemaGenerator};
    /// use mcp_runtime::serde::Serialize;
    ///
    /// /// Data, with a text of its own beside it.
    /// struct Told<T>(String, T);
    ///
    /// impl<T: Serialize + JsonSchema + Send> ToolOutput for Told<T> {
    ///     fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
    ///         Some(T::json_schema(generator))
    ///     }
    ///
    ///     fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
    ///         out.text(&self.0)?;
    ///         out.with_structured(&self.1)
    ///     }
    /// }
    ///
    /// #[mcp_type]
    /// struct Sum { result: i64 }
    ///
    /// /// Add two integers.
    /// #[mcp_tool(read_only)]
    /// fn add(a: i64, b: i64) -> Told<Sum> {
    ///     let result = a + b;
    ///     Told(format!("{a} and {b} are {result}"), Sum { result })
    /// }
    /// # mcp_server! { Sums { name: "sums", version: "1.0.0", tools: [add] } }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # let client = mcp_runtime::testing::Client::new(Sums::new());
    /// # assert!(client.tools().await[0]["outputSchema"]["properties"].get("result").is_some());
    /// # let reply = client.call_tool::<add>(mcp_runtime::serde_json::json!({ "a": 1, "b": 2 })).await;
    /// # assert_eq!((reply.text().as_str(), reply.json::<Sum>().result), ("1 and 2 are 3", 3));
    /// # }
    /// ```
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>
    where
        Self: Sized,
    {
        let _ = generator;
        None
    }

    /// Writes the result, content first.
    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError>;
}

/// Data, returned as structured content. The tool's output schema is that of `T`, and the text is
/// the same JSON.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// #[mcp_type]
/// struct Sum { result: i64 }
///
/// /// Add two integers.
/// #[mcp_tool(read_only)]
/// fn add(
///     /// One
///     a: i64,
///     /// The other
///     b: i64,
/// ) -> Json<Sum> {
///     Json(Sum { result: a + b })
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T> Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Json<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Serialize + JsonSchema + Send> ToolOutput for Json<T> {
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(T::json_schema(generator))
    }

    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
        out.structured(&self.0)
    }
}

#[diagnostic::do_not_recommend]
impl<T: ToolOutput, E: Into<ToolError> + Send> ToolOutput for Result<T, E> {
    const APP: Option<&'static AppMeta> = T::APP;

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        T::schema(generator)
    }

    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
        self.map_err(Into::into)?.write(out)
    }
}

impl ToolOutput for () {
    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
        out.content(&[])
    }
}

macro_rules! text_outputs {
    ($($type:ty),*) => { $(impl ToolOutput for $type {
        fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
            out.text(&self)
        }
    })* };
}
text_outputs!(String, &'static str, Cow<'static, str>, Box<str>);

macro_rules! displayed_outputs {
    ($($type:ty)*) => { $(impl ToolOutput for $type {
        fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
            out.text(&self.to_string())
        }
    })* };
}
displayed_outputs!(bool char i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

macro_rules! float_outputs {
    ($($type:ty)*) => { $(impl ToolOutput for $type {
        /// NaN and the infinities are errors, because JSON doesn't have them.
        fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
            check_finite(&self)?;
            out.text(&self.to_string())
        }
    })* };
}
float_outputs!(f32 f64);

impl ToolOutput for Vec<Content> {
    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
        out.content(&self)
    }
}

impl<const N: usize> ToolOutput for [Content; N] {
    fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
        out.content(&self)
    }
}

macro_rules! block_outputs {
    ($($type:ty),*) => { $(impl ToolOutput for $type {
        fn write(self, out: &mut ResultWriter) -> Result<(), ToolError> {
            out.content(&[Content::from(self)])
        }
    })* };
}
block_outputs!(Content, ResourceLink, ResourceContents);
