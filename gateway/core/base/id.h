// Ids of rows in tables: a number whose type says which table it counts in. An id of one table is no id of
// another and no number; `none` is the state "no such row". Trivially copyable, as large as its number: ids
// stand in flat files as they are.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <iterator>
#include <limits>
#include <ranges>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace renkei::base {

// Converts to an id of any table, and can be compared with one.
struct NoId {};
inline constexpr NoId none;

template <class Tag, class Rep>
struct Id {
    using Number = Rep;
    static constexpr Rep no_value = std::numeric_limits<Rep>::max();

    Rep value = no_value;

    constexpr Id() = default;
    constexpr Id(NoId) {} // NOLINT(google-explicit-constructor): `none` is a state of each id
    template <class Number>
    requires std::is_integral_v<Number>
    constexpr explicit Id(Number number) : value(static_cast<Rep>(number)) {}

    friend constexpr auto operator<=>(Id, Id) = default;
    friend constexpr bool operator==(Id, Id) = default;
    friend constexpr bool operator==(Id id, NoId) { return id.value == no_value; }
};

// All ids of a table, in order.
template <class Id>
class IdRange {
public:
    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Id;
        using difference_type = std::ptrdiff_t;
        using pointer = const Id*;
        using reference = Id;
        Iterator() = default;
        explicit Iterator(std::size_t at) : at_(at) {}
        Id operator*() const { return Id(at_); }
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        Iterator operator++(int) { return Iterator(at_++); }
        bool operator==(const Iterator&) const = default;

    private:
        std::size_t at_ = 0;
    };
    IdRange(std::size_t first, std::size_t last) : first_(first), last_(last) {}
    Iterator begin() const { return Iterator(first_); }
    Iterator end() const { return Iterator(last_); }

private:
    std::size_t first_;
    std::size_t last_;
};

// Rows that only an id of their own table may index. `Rows` is a vector or a span.
template <class Id, class Rows>
class ById {
public:
    using value_type = typename Rows::value_type;

    ById() = default;
    ById(Rows rows) : rows_(std::move(rows)) {} // NOLINT(google-explicit-constructor): the same rows
    // So many rows that are all the same.
    ById(std::size_t size,
         const value_type& row) requires std::is_constructible_v<Rows, std::size_t, const value_type&>
        : rows_(size, row) {}

    decltype(auto) operator[](Id id) { return rows_[id.value]; }
    decltype(auto) operator[](Id id) const { return rows_[id.value]; }

    std::size_t size() const { return rows_.size(); }
    bool empty() const { return rows_.empty(); }
    auto begin() { return rows_.begin(); }
    auto begin() const { return rows_.begin(); }
    auto end() { return rows_.end(); }
    auto end() const { return rows_.end(); }
    decltype(auto) front() const { return rows_.front(); }
    decltype(auto) back() { return rows_.back(); }
    decltype(auto) back() const { return rows_.back(); }

    // The ids of all rows, or of those from `first` on.
    IdRange<Id> ids(std::size_t first = 0) const { return {first < size() ? first : size(), size()}; }
    Id next_id() const { return Id(size()); } // of the row that is added next
    Id last_id() const { return Id(size() - 1); }
    // The id of `row`, which is one of these rows.
    Id id_of(const value_type& row) const { return Id(&row - rows_.data()); }

    template <class... Args>
    decltype(auto) emplace_back(Args&&... args) {
        return rows_.emplace_back(std::forward<Args>(args)...);
    }
    void push_back(value_type row) { rows_.push_back(std::move(row)); }
    void resize(std::size_t size) { rows_.resize(size); }
    void assign(std::size_t size, const value_type& row) { rows_.assign(size, row); }
    void clear() { rows_.clear(); }
    void reserve(std::size_t size) { rows_.reserve(size); }

    const Rows& rows() const { return rows_; }
    Rows& rows() { return rows_; }

private:
    Rows rows_;
};

template <class Id, class T>
using IdVector = ById<Id, std::vector<T>>;
template <class Id, class T>
using IdView = ById<Id, std::span<const T>>;

} // namespace renkei::base

template <class Id, class T>
inline constexpr bool std::ranges::enable_borrowed_range<renkei::base::IdView<Id, T>> = true;

template <class Tag, class Rep>
struct std::hash<renkei::base::Id<Tag, Rep>> {
    std::size_t operator()(renkei::base::Id<Tag, Rep> id) const noexcept { return id.value; }
};
