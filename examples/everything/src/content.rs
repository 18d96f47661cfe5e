//! Every kind of content that a result can be made of.

use mcp_runtime::prelude::*;
use mcp_runtime::protocol::{Annotations, ResourceContents, ResourceLink, Role};

/// A red disc, 16 by 16 pixels.
const PNG: &[u8] = include_bytes!("../media/disc.png");
/// A beep of a tenth of a second.
const WAV: &[u8] = include_bytes!("../media/beep.wav");

/// Return a text.
#[mcp_tool(read_only)]
fn test_simple_text() -> &'static str {
    "This is a simple text response for testing."
}

/// Return an image.
#[mcp_tool(read_only)]
fn test_image_content() -> Content {
    Content::image(PNG, "image/png")
}

/// Return a sound.
#[mcp_tool(read_only)]
fn test_audio_content() -> Content {
    Content::audio(WAV, "audio/wav")
}

/// Return a resource, included in the result.
#[mcp_tool(read_only)]
fn test_embedded_resource() -> ResourceContents {
    ResourceContents::text(
        "test://embedded-resource",
        "This is an embedded resource content.",
    )
    .mime_type("text/plain")
}

/// Return a text, an image and a resource.
#[mcp_tool(read_only)]
fn test_multiple_content_types() -> [Content; 3] {
    [
        Content::text("Multiple content types test:"),
        Content::image(PNG, "image/png"),
        ResourceContents::text(
            "test://mixed-content-resource",
            r#"{"test":"data","value":123}"#,
        )
        .mime_type("application/json")
        .into(),
    ]
}

/// Return a resource whose contents are bytes.
#[mcp_tool(read_only)]
fn binary_resource() -> ResourceContents {
    ResourceContents::blob("test://disc.png", PNG).mime_type("image/png")
}

/// Return a link to a resource, for the client to follow or not.
#[mcp_tool(read_only)]
fn resource_link() -> ResourceLink {
    ResourceLink::new(
        "https://modelcontextprotocol.io/specification/2026-07-28",
        "specification",
    )
    .title("The specification")
    .description("Revision 2026-07-28 of the Model Context Protocol")
    .mime_type("text/html")
}

/// Return one text for the person and one for the model.
#[mcp_tool(read_only)]
fn annotated_content() -> [Content; 2] {
    [
        Content::text("Your table is booked.")
            .annotated(Annotations::new().audience([Role::User]).priority(1.0)),
        Content::text("Booking 4711, to be quoted when it is changed.")
            .annotated(
                Annotations::new()
                    .audience([Role::Assistant])
                    .priority(0.3)
                    .last_modified("2026-07-28T09:00:00Z"),
            )
            .with_meta("com.example/booking", 4711),
    ]
}

mcp_tools! {
    pub Tools: [
        test_simple_text,
        test_image_content,
        test_audio_content,
        test_embedded_resource,
        test_multiple_content_types,
        binary_resource,
        resource_link,
        annotated_content,
    ]
}
