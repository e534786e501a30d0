// Reads one object of JSON strictly: what has the wrong form and what was not asked for is an error that
// names the place. The first error is kept and ends the reading, so that a record is read member by member
// without a check behind each.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/result.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/tree.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/core/time/date.h"
#include "gateway/network/policy/number.h"
#include "gateway/network/sharing/words.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

template <class Word>
std::string one_of() {
    return text::alternatives(words<Word>);
}

class RecordReader {
public:
    // `record`: what the whole is, a code of kind "record" in messages/words.def. `tree` outlives the reader.
    RecordReader(std::string_view record, const json::Tree& tree, json::NodeId object);

    // Of a member that is missing: nothing, or no value.
    std::string text(std::string_view key);
    bool boolean(std::string_view key, bool fallback);
    unsigned count(std::string_view key, unsigned fallback);    // 0 to 999
    std::optional<time::Date> day(std::string_view key);        // YYYY-MM-DD
    std::optional<time::Date> month(std::string_view key);      // YYYY-MM
    std::optional<base::Millis> instant(std::string_view key);  // with zone; a day is its beginning in Japan
    std::optional<policy::Number> number(std::string_view key); // "office:9970100013"
    std::optional<std::string> insurer(std::string_view key);   // six digits
    std::vector<std::string> texts(std::string_view key);
    std::vector<policy::Number> numbers(std::string_view key);
    // The place of a word among those that are allowed.
    std::optional<std::size_t> place(std::string_view key, std::span<const std::string_view> allowed) {
        return place_in(allowed, member(key));
    }
    std::vector<std::size_t> places(std::string_view key, std::span<const std::string_view> allowed);
    template <class Word>
    std::optional<Word> word(std::string_view key) {
        const std::optional<std::size_t> at = place(key, words<Word>);
        return at ? std::optional(static_cast<Word>(*at)) : std::nullopt;
    }
    template <class Word>
    std::vector<Word> word_list(std::string_view key) {
        std::vector<Word> out;
        for (const std::size_t at : places(key, words<Word>)) {
            out.push_back(static_cast<Word>(at));
        }
        return out;
    }
    bool has(std::string_view key) { return member(key) != json::no_node; }
    // Of the list under the key.
    json::Tree::Children list(std::string_view key);
    // The object under the key is read by `read(RecordReader&)`; false: there is none.
    template <class Read>
    bool object(std::string_view key, const Read& read) {
        const json::NodeId node = member(key);
        if (node == json::no_node) {
            return false;
        }
        read_object(node, read);
        return true;
    }
    template <class Read>
    void read_object(json::NodeId node, const Read& read) { // an element of a list
        if (error_) {
            return;
        }
        RecordReader inner(record_, tree_, node);
        read(inner);
        if (const diag::Result<void> done = inner.finish(); !done) {
            keep(done.error());
        }
    }

    // What stands at the key is not that.
    void refuse(std::string_view key, std::string_view expected);

    // A key below the member `key` that is data.
    void is_one_of(std::string_view key, std::string_view word, std::span<const std::string_view> allowed);
    // A member that the record cannot do without; `expected` says what it would be.
    void need(std::string_view key, std::string_view expected);
    // The same: listing what it may be costs more than reading it.
    void need(std::string_view key, std::string (*expected)()) {
        if (!has(key)) {
            need(key, expected());
        }
    }
    // Calls with each key and its day, for an object whose keys are data.
    template <class Visit>
    void each_day(const Visit& visit) {
        for (const json::NodeId node : tree_.children(object_)) {
            if (const std::optional<time::Date> day = this->day(tree_.key(node))) {
                visit(std::string(tree_.key(node)), *day);
            }
        }
    }
    diag::Result<void> finish(); // the first error

private:
    json::NodeId member(std::string_view key);
    void refuse(json::NodeId node, std::string_view expected); // what is there is not that
    std::optional<std::string_view> text_at(json::NodeId node, std::string_view expected);
    std::optional<std::size_t> place_in(std::span<const std::string_view> allowed, json::NodeId node);
    std::optional<std::string> checked(std::string_view key, std::string_view expected,
                                       bool (*is_right)(std::string_view));
    std::optional<policy::Number> number_at(json::NodeId node);
    void keep(diag::Error error);

    std::string_view record_;
    const json::Tree& tree_;
    json::NodeId object_;
    std::vector<bool> known_; // by child: somebody asked for it
    std::optional<diag::Error> error_;
};

// Of this thread: making one costs more than reading a record.
json::Parser& record_parser();

// The whole text is one record, which `read(RecordReader&, Record&)` reads into `out`.
template <class Record, class Read>
diag::Result<Record> read_record(std::string_view record, std::string_view json, Record out,
                                 const Read& read) {
    json::Tree tree;
    TRY_VOID(record_parser().parse(json, tree));
    RecordReader in(record, tree, json::Tree::root);
    read(in, out);
    TRY_VOID(in.finish());
    return out;
}

} // namespace renkei::sharing
