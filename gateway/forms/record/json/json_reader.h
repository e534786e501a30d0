// One JSON object = one document. Reasons of absent[] go to their items, null to the blank group, unknown
// keys to the carried group.
#pragma once

#include "gateway/core/json/place.h"
#include "gateway/core/json/tree.h"
#include "gateway/forms/record/json/json_layout.h"
#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/unmapped_content.h"

#include <optional>
#include <utility>
#include <vector>

namespace renkei::record {

class JsonReader {
public:
    JsonReader(const JsonLayout& layout, const UnmappedContent& unmapped, ReadMode read_mode)
        : layout_(&layout),
          unmapped_(&unmapped),
          read_mode_(read_mode) {}

    // `record` is empty. After a finding of severity error it is not what the sender meant.
    void read(const json::Tree& tree, Record& record, diag::Report& report);

private:
    struct Blank {
        form::ItemId item;
        std::vector<std::uint32_t> rows;
        auto operator<=>(const Blank&) const = default;
    };
    struct Unknown {
        std::string pointer;
        json::NodeId node;
        json::NodeId object;      // that holds it
        const JsonKey* of_object; // which keys it may hold
    };
    struct Place { // an item of a row
        Row* row;
        form::ItemId item;
    };

    void read_keys(json::NodeId object, const JsonKey& key, Row& row, const JsonPath* path);
    void read_key(json::NodeId node, const JsonKey& key, Row& row, const JsonPath& path);
    void read_object(json::NodeId node, const JsonKey& key, Row& row, const JsonPath& path);
    void read_item(json::NodeId node, const form::Item& item, Row& row);
    void read_rows(json::NodeId node, const JsonKey& key, Row& row, const JsonPath& path);
    void read_codes(json::NodeId node, const JsonKey& key, Row& row);
    void read_reasons(json::NodeId node, const JsonKey& key);
    void read_reason(json::NodeId node, const JsonKey& key);
    std::optional<Place> locate(std::string_view pointer) const;
    Row* row_of(json::NodeId element) const;
    bool take_reason(const Row& reason);
    void find_pointers();
    bool is_pointed_at(const JsonPath& path) const;

    std::string_view read_text(json::NodeId node, const form::Item& item);
    void add_blank(const form::Item& item, const Row& row);
    void drop_row(json::NodeId node, Row& parent, form::GroupId group, std::size_t blanks);
    // called: what the finding calls it
    bool is_kind(json::NodeId node, json::ValueKind wanted, std::string_view called = {});
    void pruned(json::NodeId node);
    void add(json::NodeId node, diag::Finding finding);
    void keep_extras();
    diag::Finding about_unknown(const Unknown& unknown);
    std::string near_key(const Unknown& unknown);

    const JsonLayout* layout_;
    const UnmappedContent* unmapped_;
    ReadMode read_mode_;
    const json::Tree* tree_ = nullptr; // this and the next two: only while read() runs
    Record* record_ = nullptr;
    diag::Report* report_ = nullptr;
    std::vector<Blank> blanks_;
    std::vector<Unknown> unknown_;
    std::size_t compared_ = 0;                        // of these with the known keys
    json::NodeId free_of_ = json::no_node;            // an object, and
    std::vector<std::string_view> free_;              // the known keys that it does not have
    std::vector<std::pair<json::NodeId, Row*>> rows_; // element and its row, in the order of the document
    json::NodeId reasons_ = json::no_node;
    std::vector<std::string_view> pointers_; // of the reasons: a row of which only reasons are known is a row
    std::optional<json::Positions> positions_; // once there is something to say
};

} // namespace renkei::record
