// Members by their names, as texts: "until", and of a part "received/day". What a command and a table say.
#pragma once

#include "gateway/core/text/words.h"
#include "gateway/network/sharing/members.h"

#include <charconv>

namespace renkei::sharing {

// The part of an object of members that need not be there.
template <class Value>
concept OptionalPart = requires {
    requires Described<typename Value::value_type>;
};

// Nothing: it has no such member, or one that is no single value.
template <class Record>
std::optional<std::string> member_text(const Record& record, std::string_view name) {
    std::optional<std::string> out;
    const std::string_view key = text::next_part(name, '/');
    for_each_member<Record>([&]<class Value, class Form>(const Member<Record, Value, Form>& row) {
        if (row.name != key) {
            return;
        }
        const Value& value = record.*row.at;
        if constexpr (Described<Value>) {
            out = member_text(value, name);
        } else if constexpr (OptionalPart<Value>) {
            out = value ? member_text(*value, name) : std::string();
        } else if constexpr (requires { value::text(value); }) {
            out = value::text(value);
        } else if constexpr (requires { value::text(value.front()); }) {
            out.emplace();
            for (const auto& element : value) {
                out->append(out->empty() ? "" : ",").append(value::text(element));
            }
        }
    });
    return out;
}

template <class Value>
void write_text(json::Writer& out, std::string_view text) {
    unsigned number = 0;
    const char* const end = text.data() + text.size();
    if (std::same_as<Value, bool> && (text == "yes" || text == "no")) {
        out.boolean(text == "yes");
    } else if (std::same_as<Value, unsigned> && std::from_chars(text.data(), end, number).ptr == end) {
        out.number(number);
    } else if constexpr (requires(Value it) { it.pop_back(); } && !std::same_as<Value, std::string>) {
        out.start_array();
        while (!text.empty()) {
            out.string(text::next_part(text, ','));
        }
        out.end_array();
    } else {
        out.string(text);
    }
}

// The text is read as strictly as JSON of the kind (a code of kind "record" in messages/words.def); an empty
// one takes the value away.
template <class Record>
diag::Result<void> set_member(std::string_view kind, Record& record, std::string_view name,
                              std::string_view text) {
    const std::string_view key = text::next_part(name, '/');
    std::string json;
    diag::Result<void> done;
    bool is_known = false;
    const auto take = [&](const auto& read) {
        diag::Result<Record> changed = read_record(kind, json, record, read);
        done = changed.map([&](Record& it) { record = std::move(it); });
    };
    const auto set = [&]<class Value, class Form>(const Member<Record, Value, Form>& row) {
        is_known = is_known || row.name == key;
        if (row.name != key) {
            return;
        }
        if constexpr (Described<Value>) {
            done = set_member(kind, record.*row.at, name, text);
        } else if constexpr (OptionalPart<Value>) {
            auto part = (record.*row.at).value_or(typename Value::value_type());
            done = set_member(kind, part, name, text);
            record.*row.at = done ? Value(part) : record.*row.at;
        } else {
            json::Writer out(json);
            out.start_object();
            if (!text.empty()) {
                write_text<Value>(out.key(key), text);
            }
            out.end_object();
            take([&](RecordReader& in, Record& it) {
                if (row.is_needed) {
                    in.need(row.name, &Form::expected);
                }
                it.*row.at = Record().*row.at;
                Form::read(in, row.name, it.*row.at);
            });
        }
    };
    for_each_member<Record>(set);
    if (!is_known) {
        json::Writer(json).start_object().member(key, text).end_object();
        take([](RecordReader&, Record&) {});
    }
    return done;
}

} // namespace renkei::sharing
