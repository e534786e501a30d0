// One statement about input (what, how bad, where, about which item) and a report of many.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/diag/where.h"

#include <array>
#include <compare>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::diag {

// What the places in a message are filled with: texts of any kind, {code, "uri", std::to_string(count)}.
struct Arguments {
    Arguments() = default;
    Arguments(std::initializer_list<std::string_view> given) : texts(given.begin(), given.end()) {}
    Arguments(std::vector<std::string> given) : texts(std::move(given)) {}

    std::vector<std::string> texts{};
};

struct Finding {
    Message message{};
    Severity severity{};
    Where where;
    std::vector<std::string> args;
    std::string item; // item id of the form, or empty
    std::string name; // its printed name
    std::string
        value; // what was found, as written; may hold personal data: for the sender's eyes, never for a log
    bool is_clinical = false; // about a fact of care, not about who, when, numbers and texts around it
};

Finding finding(Message message, Where where, Arguments args = {});

// The findings of a report, errors first: a view of it.
class FindingList {
public:
    using Parts = std::array<std::span<const Finding>, 3>; // errors, warnings, information

    class Iterator {
    public:
        using iterator_category = std::random_access_iterator_tag;
        using value_type = Finding;
        using difference_type = std::ptrdiff_t;
        using pointer = const Finding*;
        using reference = const Finding&;
        Iterator() = default;
        Iterator(const Parts& parts, difference_type at) : parts_(parts), at_(at) {}
        reference operator*() const { return (*this)[0]; }
        pointer operator->() const { return &**this; }
        reference operator[](difference_type distance) const;
        Iterator& operator+=(difference_type distance) {
            at_ += distance;
            return *this;
        }
        Iterator& operator-=(difference_type distance) { return *this += -distance; }
        Iterator& operator++() { return *this += 1; }
        Iterator& operator--() { return *this += -1; }
        Iterator operator++(int) { return std::exchange(*this, *this + 1); }
        Iterator operator--(int) { return std::exchange(*this, *this - 1); }
        friend Iterator operator+(Iterator it, difference_type distance) { return it += distance; }
        friend Iterator operator+(difference_type distance, Iterator it) { return it += distance; }
        friend Iterator operator-(Iterator it, difference_type distance) { return it -= distance; }
        friend difference_type operator-(const Iterator& one, const Iterator& other) {
            return one.at_ - other.at_;
        }
        bool operator==(const Iterator& other) const { return at_ == other.at_; }
        auto operator<=>(const Iterator& other) const { return at_ <=> other.at_; }

    private:
        Parts parts_{};
        difference_type at_ = 0;
    };
    using value_type = Finding;
    using const_iterator = Iterator;
    using iterator = Iterator;

    explicit FindingList(const Parts& parts) : parts_(parts) {}
    Iterator begin() const { return {parts_, 0}; }
    Iterator end() const { return {parts_, static_cast<std::ptrdiff_t>(size())}; }
    std::size_t size() const { return parts_[0].size() + parts_[1].size() + parts_[2].size(); }
    bool empty() const { return size() == 0; }
    const Finding& operator[](std::size_t at) const { return begin()[static_cast<std::ptrdiff_t>(at)]; }
    const Finding& front() const { return *begin(); }
    const Finding& back() const { return *(end() - 1); }

private:
    Parts parts_;
};

// Findings: errors first, then warnings, then information, each in the order in which they were made. Keeps
// at most `limit`, and texts of `max_bytes`; the rest is counted, never forgotten. An error takes the place
// of what is milder.
class Report {
public:
    static constexpr std::size_t default_limit = 10'000;
    // Many findings may quote one long text of the input.
    static constexpr std::size_t max_bytes = 32U << 20;
    explicit Report(std::size_t limit = default_limit) : limit_(limit) {}

    // The caller may complete item, name and value of what it returns; message and severity stay.
    Finding& add(Finding finding);
    Finding& add(Message message, Where where, Arguments args = {});
    void append(const Report& other);
    void append_not_shown(const Report& other);               // what it counted without keeping it
    void add_not_shown(Severity severity, std::size_t count); // what its maker counted without keeping it

    std::size_t limit() const { return limit_; }
    FindingList findings() const;
    bool empty() const { return total_ == 0; }
    std::size_t total() const { return total_; }
    std::size_t count(Severity severity) const { return counts_[static_cast<std::size_t>(severity)]; }
    std::size_t not_shown() const { return total_ - findings().size(); }
    std::size_t not_shown(Severity severity) const { return count(severity) - kept(severity).size(); }
    bool has(Message message) const;
    bool at_least(Severity severity) const; // is there a finding of this severity or worse?
    void set_file(const std::string& file); // for findings without one

private:
    const std::vector<Finding>& kept(Severity severity) const {
        return kept_[static_cast<std::size_t>(severity)];
    }
    std::vector<Finding>& kept(Severity severity) { return kept_[static_cast<std::size_t>(severity)]; }
    bool has_room(std::size_t bytes) const;
    bool drop_mildest(); // false: there are errors only

    std::array<std::vector<Finding>, 3> kept_; // by Severity
    Finding overflow_;                         // what add() hands out once the limit is reached
    std::array<std::size_t, 3> counts_{};      // by Severity
    std::size_t total_ = 0;
    std::size_t limit_;
    std::size_t bytes_ = 0; // of what is kept
};

// The same findings, none of them an error; `only`: of this message, all others stay as they are.
Report as_warnings(const Report& report, std::optional<Message> only = std::nullopt);

// "file:3:7: error[R004]: 生年月日 (birth_date): …"
std::string to_text(const Finding& finding, Language language);

// "a.csv:3: row 3 column 21 (byte 412)", "a.csv:3: 3 行 21 列目（412 バイト目）".
std::string to_text(const Where& where, Language language);

// "生年月日 (birth_date): ", "birth_date: " of an item without a printed name; empty: about no item.
std::string item_label(std::string_view name, std::string_view item);

std::string_view kind_of(Message message, std::size_t argument); // as its sentences have it; empty: none
// Is `text`, in the place of this argument, no quote of the input: a count or a limit of ours ({0:count}), a
// code that has words ({0:role}), or a text of the mappings, of FHIR's definitions or of ours ({0:ours})?
bool is_ours(Message message, std::size_t argument, std::string_view text);
std::size_t argument_count(std::string_view text); // one more than the highest number of its holes
// Arguments that neither sentence shows are not passed on.
std::span<const std::string> shown_arguments(const Finding& finding);

} // namespace renkei::diag

// An iterator has all that it needs.
template <>
inline constexpr bool std::ranges::enable_borrowed_range<renkei::diag::FindingList> = true;
