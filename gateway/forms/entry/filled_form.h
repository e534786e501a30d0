// A form as it is filled in on a page: its record with the rows that stand on the page, what was typed where
// no value could be read, and what is wrong with each box.
//
// A box is named by its item, with the rows that it is in: "f.visits[1].vitals.temperature"; a set of codes
// is one box. Texts are read leniently, as people write (R8.3.1, full width); what a page shows of a record
// is read as just that record. "!REASON" says why there is no value.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/entry/box_names.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/record/rules/rules.h"
#include "gateway/forms/record/value/record.h"

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::entry {

inline constexpr char reason_mark = '!';

// Chosen from a list that opens: it has the reasons, too, where the form knows any. Else a reason stands
// apart.
std::string reasons_name(const form::Form& form);   // of their rows
std::string with_line_feeds(std::string_view text); // a browser writes CR LF
bool has_long_list(const form::Form& form, const form::Item& item);

// Why a box has no value, where the box itself does not say it: "f.absent[0].item", ".reason", ".note".
struct Reason {
    std::string item{}; // name of the box, or of rows
    std::string reason{};
    std::string note{};
};

class FilledForm {
public:
    // `record`, of this form, as it is; both must outlive it.
    FilledForm(const form::Form& form, record::Record& record) : form_(form), record_(record) {}

    const form::Form& form() const { return form_; }
    const record::Record& record() const { return record_; }
    record::Record& record() { return record_; }

    // What was typed, and what the form itself says; `typed` must outlive it. `added`: rows that get one
    // more, as "f.visits[1].staff". Gives the name of a field that no page of this form has, or the second
    // value of one box; empty: there is none.
    [[nodiscard]] std::string read(const Fields& typed, std::string_view added = {});
    // Each value of the record as a page would send it, and what could not be read.
    Fields fields() const;
    std::vector<Reason> reasons() const;
    // What such a reason may be about, with its words: boxes, and the rows of groups that stand on the page.
    std::vector<std::pair<std::string, std::string>> places() const;
    // One row of each group that has none, to be filled in.
    void add_first_rows() { add_first_rows(record_.root()); }
    // What rules the record breaks stands beside the boxes. Rows without any value break them, too.
    void check(const record::Rules& rules);

    // What somebody else found at a place of the JSON, "/visits/1/staff"; false: no box is there.
    bool add_error(std::string_view pointer, const std::string& text);

    bool has_errors() const { return !errors_.empty(); }
    // In words; null: nothing is wrong. Of rows: of the group.
    const std::string* error(std::string_view box) const;
    const std::string* warning(std::string_view box) const;
    // What was typed where no value could be read; null: the record says it.
    const std::string_view* refused(std::string_view box) const;
    const std::vector<std::string>& warnings() const { return notes_; } // in words, with the items' names
    // What its box shows.
    std::string value_of(const record::Row& row, const form::Item& item, std::string_view box) const;

    // A text that was taken over into a box. It is confirmed by a tick, or changed.
    struct TakenOver {
        std::string text{};
        bool is_confirmed = false;
        bool is_box = false;
        bool is_there = false; // unchanged
    };
    const TakenOver* taken_over(std::string_view box) const; // null: nothing was
    Fields texts_taken_over() const;
    // The same of a record that was just begun: of its values at these places (transfer::path_of).
    Fields texts_taken_over(const std::set<std::string, std::less<>>& paths) const;
    const std::map<std::string, std::string, std::less<>>& errors() const { return errors_; }

private:
    struct Field {
        std::string_view name;
        std::string_view value;
    };
    std::span<const Field> fields_named(std::string_view name) const;
    bool has_row(std::string_view name) const;
    void read_row(record::Row& row, const std::string& name);
    std::string_view take_field(std::string_view name);
    void read_codes(record::Row& row, form::GroupId group, const std::string& name);
    void read_text(record::Row& row, const form::Item& item, const std::string& name, std::string_view text);
    std::string read_taken_over(const Fields& typed);
    void check_taken_over();
    Fields ticks() const; // that confirm
    void read_reasons();
    void add_first_rows(record::Row& row);
    // Calls `see` with each row below and with its name.
    using SeeRow = std::function<void(record::Row&, const std::string& name)>;
    void each_row(record::Row& row, const std::string& name, const SeeRow& see) const;
    void each_row(const SeeRow& see) const;
    // A set of codes is a box of the row above it.
    using SeeBox = std::function<void(const record::Row&, form::ItemId, const std::string& name)>;
    void each_box(const SeeBox& see) const;

    const form::Form& form_;
    record::Record& record_;
    std::vector<Field> typed_{}; // sorted by name
    std::vector<bool> is_taken_{};
    std::string_view added_{};
    std::map<std::string, std::string, std::less<>> errors_{};
    std::map<std::string, std::string, std::less<>> warnings_{};
    std::vector<std::string> notes_{};
    std::map<std::string, std::string_view, std::less<>> refused_{};
    std::size_t rows_read_ = 0;
    std::map<std::string, TakenOver, std::less<>> taken_over_{};
};

} // namespace renkei::entry
