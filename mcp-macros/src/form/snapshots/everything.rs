#[allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
const _: () = {
    const __FIELD_0: renamed::__private::FormEntry<String> = {
        let entry = renamed::__private::form_entry::<String>("street");
        let entry = entry.description("Street and number");
        entry
    };
    const __FIELD_1: renamed::__private::FormEntry<String> = {
        let entry = renamed::__private::form_entry::<String>("zip");
        let entry = entry.title("Postal code");
        let entry = entry
            .length(renamed::__private::Length {
                min: ::core::option::Option::Some(4u64),
                max: ::core::option::Option::Some(10u64),
            });
        entry
    };
    fn __default_2() -> u8 {
        30
    }
    const __FIELD_2: renamed::__private::FormEntry<u8> = {
        let entry = renamed::__private::form_entry::<u8>("age");
        let entry = entry
            .range(renamed::__private::Range {
                min: ::core::option::Option::Some(
                    renamed::__private::Number::Int(18i128),
                ),
                max: ::core::option::Option::Some(
                    renamed::__private::Number::Int(120i128),
                ),
                exclusive: true,
            });
        let entry = entry.default(__default_2);
        entry
    };
    fn __default_3() -> String {
        renamed::__private::TextDefault::from_text("ada@example.com")
    }
    const __FIELD_3: renamed::__private::FormEntry<String> = {
        let entry = renamed::__private::form_entry::<String>("mail");
        let entry = entry.format(renamed::__private::Format::Email);
        let entry = entry.default(__default_3);
        entry
    };
    const __FIELD_4: renamed::__private::FormEntry<Option<bool>> = {
        let entry = renamed::__private::form_entry::<Option<bool>>("type");
        entry
    };
    fn __default_5() -> Vec<Color> {
        ::core::convert::From::from([Color::Red])
    }
    const __FIELD_5: renamed::__private::FormEntry<Vec<Color>> = {
        let entry = renamed::__private::form_entry::<Vec<Color>>("extra");
        let entry = entry
            .items(renamed::__private::Length {
                min: ::core::option::Option::Some(1u64),
                max: ::core::option::Option::Some(2u64),
            });
        let entry = entry.default(__default_5);
        entry
    };
    #[automatically_derived]
    impl renamed::__private::Form for Address {
        fn schema() -> renamed::__private::Value {
            #[allow(unused_mut)]
            let mut properties = renamed::__private::FormProperties::new();
            properties.add(&__FIELD_0);
            properties.add(&__FIELD_1);
            properties.add(&__FIELD_2);
            properties.add(&__FIELD_3);
            properties.add(&__FIELD_4);
            properties.add(&__FIELD_5);
            properties.finish()
        }
        fn read(
            content: &renamed::__private::FormContent,
        ) -> ::core::result::Result<Self, renamed::__private::FormErrors> {
            #[allow(unused_mut)]
            let mut answer = renamed::__private::FormAnswer::new(content);
            let __value_0 = answer.read(&__FIELD_0);
            let __value_1 = answer.read(&__FIELD_1);
            let __value_2 = answer.read(&__FIELD_2);
            let __value_3 = answer.read(&__FIELD_3);
            let __value_4 = answer.read(&__FIELD_4);
            let __value_5 = answer.read(&__FIELD_5);
            answer
                .finish(|| ::core::option::Option::Some(Self {
                    street: __value_0?,
                    zip: __value_1?,
                    age: __value_2?,
                    mail: __value_3?,
                    r#type: __value_4?,
                    extras: __value_5?,
                }))
        }
    }
};
