// One kind of ledger record by its example (mappings/ledger/KIND): its items between the members that are
// kept and the FHIR resource. It knows no kind; what is special of one stands beside its reader and writer.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/mapping/match/match.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/network/server/records/strict_resource.h"
#include "gateway/network/sharing/record_members.h"

#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

// The kinds of records in the mappings of a gateway; null: in those of the program.
using RecordForms = std::shared_ptr<const catalogue::Catalogue>;

// What a resource says beside its record.
struct RecordView {
    std::string_view canonical;  // base of our own definitions
    policy::Identifier person{}; // as the caller named the person, or the keyed hash of the number
    std::string version{};       // without W/ and quotes
    RecordForms forms{};
};

// Records have this tag: documents bring resources of their types, too.
inline constexpr std::string_view record_tag = "sharing";
std::string record_tag_system(std::string_view canonical);

// The items of one record, in the working memory of one thread. A member of a struct is the item of its name,
// in an object `object.member`; a number is `member.system` and `member.value`; a list has a row of its group
// for each element, a text as `member.code`. A member without an item is passed over.
class RecordForm {
public:
    using Row = record::Row;

    // That of this thread, without items, for the forms used last.
    static RecordForm& of(const RecordForms& forms, std::string_view kind);
    explicit RecordForm(const mapping::Plan& plan, json::NameTable names);

    const form::Form& form() const { return plan_.form(); }
    std::string_view text(std::string_view item) const { return text(record_.root(), item); } // empty: none
    std::string_view text(const Row& row, std::string_view item) const;
    policy::Identifier identifier(std::string_view item) const { return identifier(record_.root(), item); }
    policy::Identifier identifier(const Row& row, std::string_view item) const;
    policy::Number number(std::string_view item) const { return number_of(identifier(item)); }
    record::Rows rows(std::string_view group) const;
    void set(std::string_view item, std::string_view text) { set(record_.root(), item, text); }
    void set(Row& row, std::string_view item, std::string_view text);
    void set(std::string_view item, const policy::Identifier& it) { set(record_.root(), item, it); }
    void set(Row& row, std::string_view item, const policy::Identifier& identifier);
    Row& add_row(std::string_view group);

    // As people write an item, or a number; the error names it.
    diag::Result<void> read_item(std::string_view item, std::string_view written);
    // The first rule of the kind that these items break.
    diag::Result<void> check_rules();

    template <class Record>
    void put(const Record& record, const std::string& above = {}) {
        sharing::for_each_member<Record>(
            [&](const auto& member) { put_value(above + std::string(member.name), record.*member.at); });
    }
    // What no item says stays as it is; a number that is none is an empty one.
    template <class Record>
    void take(Record& out, const std::string& above = {}) const {
        sharing::for_each_member<Record>(
            [&](const auto& member) { take_value(above + std::string(member.name), out.*member.at); });
    }

    // Of the items and this view.
    std::string resource(const RecordView& view);
    // All of it, or an error that names the place (strict_resource.h). The tree outlives the items.
    diag::Result<void> read_resource(const json::Tree& tree, std::initializer_list<ItemWords> lists = {});
    // Of the resource that was read: what stands at "performer/0/type", or is missing there, is not that.
    tl::unexpected<diag::Error> wrong(std::string_view path, std::string_view expected) const;
    bool has(std::string_view path) const;
    // Where an item stands in the resource, "restriction.period.end"; of one that has no place, its id.
    std::string place(std::string_view item) const;
    // The number of an organisation stands here.
    diag::Result<void> check_number(const policy::Number& number, std::string_view path) const;

private:
    template <class Value>
    void put_value(const std::string& id, const Value& it) {
        if constexpr (std::same_as<Value, policy::Number>) {
            set(id, policy::identifier_of(it));
        } else if constexpr (std::same_as<Value, bool>) {
            set(id, it ? "1" : "0");
        } else if constexpr (sharing::Described<Value>) {
            put(it, id + ".");
        } else if constexpr (requires { sharing::value::text(it); }) {
            set(id, sharing::value::text(it));
        }
    }
    template <sharing::Described Part>
    void put_value(const std::string& id, const std::optional<Part>& it) {
        if (it) {
            put(*it, id + ".");
        }
    }
    void put_value(const std::string& id, const sharing::StepDays::Days& days) {
        for (std::size_t i = 0; i < days.size(); ++i) {
            set(id + "." + std::string(sharing::words<sharing::CertificationStep>[i]),
                sharing::value::text(days[i]));
        }
    }
    template <class Element>
    void put_value(const std::string& id, const std::vector<Element>& list) {
        const bool has_rows = plan_.form().group(id).has_value();
        std::string words;
        for (const Element& element : list) {
            if constexpr (std::same_as<Element, policy::Number>) {
                if (has_rows) {
                    set(add_row(id), id, policy::identifier_of(element));
                }
            } else if (has_rows) {
                set(add_row(id), id + ".code", text_of(element));
            } else {
                words.append(words.empty() ? "" : " ").append(text_of(element));
            }
        }
        if (!has_rows) {
            set(id, words);
        }
    }

    template <class Value>
    void take_value(const std::string& id, Value& out) const {
        if constexpr (std::same_as<Value, policy::Number>) {
            out = number_of(identifier(id));
        } else if constexpr (sharing::Described<Value>) {
            take(out, id + ".");
        } else if constexpr (requires { value_of(text(id), out); }) {
            value_of(text(id), out);
        }
    }
    template <sharing::Described Part>
    void take_value(const std::string& id, std::optional<Part>& out) const {
        if (has_item_below(id + ".")) {
            take(out.emplace(), id + ".");
        }
    }
    void take_value(const std::string& id, sharing::StepDays::Days& days) const {
        for (std::size_t i = 0; i < days.size(); ++i) {
            value_of(text(id + "." + std::string(sharing::words<sharing::CertificationStep>[i])), days[i]);
        }
    }
    template <class Element>
    void take_value(const std::string& id, std::vector<Element>& out) const {
        if constexpr (!std::same_as<Element, policy::Number>) {
            std::string_view words = text(id);
            out.clear();
            while (!words.empty()) {
                value_of(text::next_part(words, ' '), out.emplace_back());
            }
        }
        for (const Row* row : rows(id)) {
            if constexpr (std::same_as<Element, policy::Number>) {
                out.push_back(number_of(identifier(*row, id)));
            } else {
                value_of(text(*row, id + ".code"), out.emplace_back());
            }
        }
    }

    static std::string text_of(const auto& element) { return std::string(sharing::value::text(element)); }
    static std::string text_of(const sharing::FunctionStart& it) {
        return it.function + "=" + it.from.text();
    }
    static void value_of(std::string_view text, sharing::FunctionStart& out) {
        out.function = text::next_part(text, '=');
        value_of(text, out.from);
    }
    static void value_of(std::string_view text, std::string& out) { out = text; }
    static void value_of(std::string_view text, unsigned& out) {
        (void)std::from_chars(text.data(), text.data() + text.size(), out);
    }
    static void value_of(std::string_view text, bool& out) { out = text.empty() ? out : text == "1"; }
    static void value_of(std::string_view text, base::Millis& out) {
        out = time::parse_instant_or_day(text).value_or(out);
    }
    static void value_of(std::string_view text, std::optional<base::Millis>& out) {
        out = time::parse_instant_or_day(text);
    }
    static void value_of(std::string_view text, time::Date& out) {
        out = time::parse_date(text).value_or(out);
    }
    static void value_of(std::string_view text, std::optional<time::Date>& out) {
        out = time::parse_date(text);
    }
    template <sharing::value::Enum Word>
    static void value_of(std::string_view text, Word& out) {
        out = sharing::find_word<Word>(text).value_or(out);
    }
    template <sharing::value::Enum Word>
    static void value_of(std::string_view text, std::optional<Word>& out) {
        out = sharing::find_word<Word>(text);
    }
    static policy::Number number_of(const policy::Identifier& identifier);

    const form::Item* item(std::string_view id) const;
    bool has_item_below(std::string_view above) const;

    const mapping::Plan& plan_;
    mutable form::ItemId next_{0}; // most ask for the item behind the one before
    mapping::Fill fill_;
    mapping::Matcher matcher_;
    record::Record record_;
    std::optional<record::Rules> rules_; // compiled when first asked
    json::Parser parser_;
    json::Tree own_; // of a resource that was parsed with other names
    const json::Tree* tree_ = nullptr;
};

} // namespace renkei::server
