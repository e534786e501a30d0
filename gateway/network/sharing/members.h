// What a record consists of: one row a member, in the order in which JSON has them. Strict reading, writing
// and the list of changes follow from the rows. Those of each kind of record are in record_members.h.
#pragma once

#include "gateway/core/json/writer.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/sharing/record_reader.h"

#include <concepts>
#include <tuple>
#include <type_traits>

namespace renkei::sharing {

// The rows of a struct; one that has none is no record.
template <class Record>
inline constexpr std::tuple<> members{};
template <class Value>
concept Described = (std::tuple_size_v<std::remove_cvref_t<decltype(members<Value>)>> > 0);

template <class Record, class Visit>
constexpr void for_each_member(const Visit& visit) {
    std::apply([&](const auto&... rows) { (visit(rows), ...); }, members<Record>);
}
template <class Record>
void read_members(RecordReader& in, Record& out);
template <class Record>
void write_members(json::Writer& out, const Record& record);

// Values by their type: how one is shown, read (if it is missing, what was there stays; of an optional one or
// a list nothing does) and what an error says is expected.
namespace value {

using Key = std::string_view;
template <class Word>
concept Enum = std::is_enum_v<Word>;

inline const std::string& text(const std::string& it) { return it; }
inline std::string_view text(bool it) { return it ? "yes" : "no"; }
inline std::string text(unsigned it) { return std::to_string(it); }
inline std::string text(base::Millis it) { return time::instant(it); }
inline std::string text(const time::Date& it) { return it.text(); }
inline std::string text(const policy::Number& it) { return to_text(it); }
inline std::string_view text(Enum auto it) { return word_of(it); }
template <class Value>
std::string text(const std::optional<Value>& it) {
    return it ? std::string(text(*it)) : std::string();
}

inline void read(RecordReader& in, Key key, std::string& out) { out = in.text(key); }
inline void read(RecordReader& in, Key key, bool& out) { out = in.boolean(key, out); }
inline void read(RecordReader& in, Key key, unsigned& out) { out = in.count(key, out); }
inline void read(RecordReader& in, Key key, base::Millis& out) { out = in.instant(key).value_or(out); }
inline void read(RecordReader& in, Key key, std::optional<base::Millis>& out) { out = in.instant(key); }
inline void read(RecordReader& in, Key key, time::Date& out) { out = in.day(key).value_or(out); }
inline void read(RecordReader& in, Key key, std::optional<time::Date>& out) { out = in.day(key); }
inline void read(RecordReader& in, Key key, policy::Number& out) { out = in.number(key).value_or(out); }
inline void read(RecordReader& in, Key key, std::vector<std::string>& out) { out = in.texts(key); }
inline void read(RecordReader& in, Key key, std::vector<policy::Number>& out) { out = in.numbers(key); }
template <Enum Word>
void read(RecordReader& in, Key key, Word& out) {
    out = in.word<Word>(key).value_or(out);
}
template <Enum Word>
void read(RecordReader& in, Key key, std::optional<Word>& out) {
    out = in.word<Word>(key);
}
template <Enum Word>
void read(RecordReader& in, Key key, std::vector<Word>& out) {
    out = in.word_list<Word>(key);
}
template <Described Part>
void read(RecordReader& in, Key key, Part& out) {
    in.object(key, [&](RecordReader& inner) { read_members(inner, out); });
}

// A text that is empty, or no value, is no member; an object of members and a list are one.
template <class Value>
void write(json::Writer& out, Key key, const Value& it) {
    if constexpr (std::same_as<Value, bool>) {
        out.key(key).boolean(it);
    } else if constexpr (std::same_as<Value, unsigned>) {
        out.key(key).number(it);
    } else if constexpr (Described<Value>) {
        write_members(out.key(key), it);
    } else if (const auto& text = value::text(it); !text.empty()) {
        out.member(key, text);
    }
}
template <class Element>
void write(json::Writer& out, Key key, const std::vector<Element>& list) {
    out.key(key).start_array();
    for (const Element& element : list) {
        out.string(text(element));
    }
    out.end_array();
}

template <class Value>
std::string expected() {
    if constexpr (std::same_as<Value, std::string>) {
        return "\"…\"";
    } else if constexpr (std::same_as<Value, bool>) {
        return "true | false";
    } else if constexpr (std::same_as<Value, base::Millis>) {
        return "YYYY-MM-DDThh:mm:ss+09:00 | YYYY-MM-DD";
    } else if constexpr (std::same_as<Value, time::Date>) {
        return "YYYY-MM-DD";
    } else if constexpr (std::same_as<Value, policy::Number>) {
        return policy::number_forms();
    } else if constexpr (Enum<Value>) {
        return one_of<Value>();
    } else {
        return "{…}";
    }
}

} // namespace value

// How a member stands in JSON: as its type says, where a row names nothing else.
template <class Value>
struct Plain {
    static std::string expected() { return value::expected<Value>(); }
    static void read(RecordReader& in, std::string_view key, Value& out) { value::read(in, key, out); }
    static void write(json::Writer& out, std::string_view key, const Value& it) {
        value::write(out, key, it);
    }
};

template <class Record, class Value, class Form = Plain<Value>>
struct Member {
    using As = Form;
    std::string_view name;
    Value Record::*at;
    bool is_needed = false;
    std::string_view change{}; // what an audit event calls it; empty: it does not change

    constexpr Member needed() const { return {name, at, true, change}; }
    constexpr Member called(std::string_view in_events) const { return {name, at, is_needed, in_events}; }
};
template <class Record, class Value>
constexpr Member<Record, Value> member(std::string_view name, Value Record::*at) {
    return {name, at};
}
template <class Form, class Record, class Value>
constexpr Member<Record, Value, Form> member_as(std::string_view name, Value Record::*at) {
    return {name, at};
}

// Without asking for those that are needed.
template <class Record>
void read_values(RecordReader& in, Record& out) {
    for_each_member<Record>([&]<class Row>(const Row& row) { Row::As::read(in, row.name, out.*row.at); });
}

template <class Record>
void read_members(RecordReader& in, Record& out) {
    for_each_member<Record>([&]<class Row>(const Row& row) {
        if (row.is_needed) {
            in.need(row.name, &Row::As::expected);
        }
    });
    read_values(in, out);
}

template <class Record>
void write_members(json::Writer& out, const Record& record) {
    out.start_object();
    for_each_member<Record>(
        [&]<class Row>(const Row& row) { Row::As::write(out, row.name, record.*row.at); });
    out.end_object();
}

// What a change replaced, for its audit event: "hidden:none>self,until:2026-03-31>". Words, days and numbers
// only; nothing if both are the same; empty: there was none.
inline void note_change(std::string_view name, std::string_view before, std::string_view after,
                        std::string& out) {
    if (before != after) {
        out.append(out.empty() ? "" : ",").append(name).append(":").append(before).append(">").append(after);
    }
}
// Of the members that a row gives a name for it, and of those of a part that need not be there.
template <class Record>
void note_changes(const Record* before, const Record* after, std::string& out) {
    for_each_member<Record>([&]<class Value, class Form>(const Member<Record, Value, Form>& row) {
        if constexpr (requires { Form::note_changes(nullptr, nullptr, out); }) {
            const auto value_in = [&](const Record* it) { return it == nullptr ? nullptr : &(it->*row.at); };
            Form::note_changes(value_in(before), value_in(after), out);
        } else if constexpr (requires(const Value& it) { value::text(it); }) {
            const auto text_in = [&](const Record* it) {
                return it == nullptr ? std::string() : std::string(value::text(it->*row.at));
            };
            if (!row.change.empty()) {
                note_change(row.change, text_in(before), text_in(after), out);
            }
        }
    });
}

// An object that need not be there.
template <Described Part>
struct Plain<std::optional<Part>> {
    static std::string expected() { return value::expected<Part>(); }
    static void read(RecordReader& in, std::string_view key, std::optional<Part>& out) {
        in.object(key, [&](RecordReader& inner) { read_members(inner, out.emplace()); });
    }
    static void write(json::Writer& out, std::string_view key, const std::optional<Part>& it) {
        if (it) {
            write_members(out.key(key), *it);
        }
    }
    static void note_changes(const std::optional<Part>* before, const std::optional<Part>* after,
                             std::string& out) {
        const auto part_of = [](const std::optional<Part>* it) {
            return it != nullptr && *it ? &**it : nullptr;
        };
        sharing::note_changes<Part>(part_of(before), part_of(after), out);
    }
};

} // namespace renkei::sharing
