// From an item to its children by the definitions: values beside their "_" siblings, choices of types,
// resources by their resourceType.
#pragma once

#include "gateway/fhir/fhirpath/program.h"
#include "gateway/fhir/fhirpath/value.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace renkei::fhirpath {

class Navigation {
public:
    explicit Navigation(const definitions::R4Definitions& r4);

    void push_member(const Item& item, const Step& step, std::vector<Item>& out);
    bool has_member(const Item& item, const Step& step);
    std::size_t count_member(const Item& item, const Step& step);
    void push_children(const Item& item, std::vector<Item>& out);
    std::size_t count_children(const Item& item);
    // Has the item more children than `step` finds? Without counting, if one near the front decides.
    bool has_children_beside(const Item& item, const Step& step);
    // Pushes the items that are found along several names. `path` holds at least one row of the program's
    // steps. Returns how many items it looked at or made.
    std::size_t push_path(const Item& item, std::span<const std::uint16_t> path, const Program& program,
                          std::vector<Item>& out);
    // Do the names lead to anything? Without names, is the item itself there?
    bool has_path(const Item& item, std::span<const std::uint16_t> path, const Program& program);
    // Primitives without a value, which have only an id or extensions: are they there?
    void set_sees_valueless(bool sees) { sees_valueless_ = sees; }
    // The elements that a name stands for: one, or all types of a choice.
    std::span<const definitions::Element> elements(definitions::TypeId type, const Step& step) {
        const Found found = find(type, step);
        return {found.first, found.count};
    }
    // The same, looked up each time: for a few names.
    static std::span<const definitions::Element> elements(const definitions::R4Definitions& r4,
                                                          definitions::TypeId type, const Step& step) {
        const Found found = find_slowly(r4, type, step);
        return {found.first, found.count};
    }

private:
    struct Found {
        const definitions::Element* first = nullptr;
        std::uint16_t count = 0;
    };
    struct Row {
        std::uint64_t key = 0;
        Found found;
    };
    struct Pair {
        json::NodeId value = json::no_node;
        json::NodeId sibling = json::no_node;
    };

    struct Member { // of an object: under which names it is there
        Pair pair;
        definitions::TypeId type{};
    };

    Member member(const Item& item, const Step& step);
    Member chosen(const json::Tree& tree, json::NodeId object, definitions::TypeId type, Found found);
    template <class Visit>
    bool each_member(const Item& item, const Step& step, Visit visit);
    template <class Visit>
    bool each_child(const Item& item, Visit visit);
    bool has_plain_child_beside(const Item& item, const Step& step);
    template <class Visit>
    bool each_value(const json::Tree& tree, Pair pair, definitions::TypeId type, Visit visit) const;
    template <class Visit>
    bool each_element(const json::Tree& tree, Pair pair, definitions::TypeId type, Visit visit) const;

    bool is_there(const json::Tree& tree, Pair pair) const; // any value of it
    Found find(definitions::TypeId type, const Step& step);
    static Found find_slowly(const definitions::R4Definitions& r4, definitions::TypeId type,
                             const Step& step);
    const definitions::Element* find_named(definitions::TypeId type, json::NameId name);
    Item item_of(const json::Tree& tree, Pair pair, definitions::TypeId type) const;
    bool is_sibling_name(json::NameId name) const {
        return name < siblings_.size() && r4_.plain(name) != name;
    }
    json::NameId sibling_of(json::NameId name) const {
        return name < siblings_.size() ? siblings_[name] : json::no_name;
    }
    static json::NodeId object_of(const Item& item);

    static constexpr std::size_t rows = 4096;
    const definitions::R4Definitions& r4_;
    definitions::TypeId resource_;
    definitions::TypeId domain_resource_;
    json::NameId resource_type_;
    std::vector<json::NameId> siblings_; // of each name the one with "_"
    bool sees_valueless_ = true;
    std::unique_ptr<std::array<Row, rows>> known_;
};

} // namespace renkei::fhirpath
