/// A group of tools, prompts and resources.
#[cfg_attr(doc, doc = "\n# Tools\n\n")]
#[cfg_attr(all(doc), doc = "- [`invoice`](fn@invoice)")]
#[cfg_attr(all(doc, feature = "refunds"), doc = "- [`refund`](fn@refunds::refund)")]
#[cfg_attr(all(doc), doc = "- those of [`Reports`](struct@Reports)")]
#[cfg_attr(
    doc,
    allow(rustdoc::broken_intra_doc_links, rustdoc::private_intra_doc_links)
)]
pub struct Billing;
const _: () = {
    type __Entry0 = invoice;
    #[cfg(feature = "refunds")]
    type __Entry1 = refunds::refund;
    #[cfg(not(all(feature = "refunds")))]
    type __Entry1 = ::mcp_runtime::__private::Absent;
    type __Entry2 = Reports;
    const _: () = ::mcp_runtime::__private::assert_tool::<(invoice)>();
    #[cfg(feature = "refunds")]
    const _: () = ::mcp_runtime::__private::assert_tool::<(refunds::refund)>();
    const _: () = ::mcp_runtime::__private::assert_tool_group::<(Reports)>();
    #[doc(hidden)]
    #[automatically_derived]
    impl ::mcp_runtime::__private::WithTools for Billing {}
    #[doc(hidden)]
    #[automatically_derived]
    impl<
        __S: ::mcp_runtime::__private::Send + ::mcp_runtime::__private::Sync + 'static,
        __M0: 'static,
        __M1: 'static,
        __M2: 'static,
    > ::mcp_runtime::__private::ToolGroup<__S, (__M0, __M1, __M2)> for Billing
    where
        for<'__any> __Entry0: ::mcp_runtime::__private::ToolCall<__S, __M0>,
        for<'__any> __Entry1: ::mcp_runtime::__private::ToolCall<__S, __M1>,
        for<'__any> __Entry2: ::mcp_runtime::__private::ToolGroup<__S, __M2>,
    {
        const NODES: &'static [::mcp_runtime::__private::Node<
            ::mcp_runtime::__private::ToolEntry<__S>,
        >] = &[
            ::mcp_runtime::__private::Node::Item(
                ::mcp_runtime::__private::ToolEntry::<__S>::of::<__Entry0, __M0>(),
            ),
            #[cfg(feature = "refunds")]
            ::mcp_runtime::__private::Node::Item(
                ::mcp_runtime::__private::ToolEntry::<__S>::of::<__Entry1, __M1>(),
            ),
            ::mcp_runtime::__private::Node::Group(
                "",
                <__Entry2 as ::mcp_runtime::__private::ToolGroup<__S, __M2>>::NODES,
            ),
        ];
    }
};
