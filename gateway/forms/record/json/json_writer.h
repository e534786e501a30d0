// One document = one JSON object: keys in the order of the item table, absent[] in canonical order.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/record/json/json_layout.h"
#include "gateway/forms/record/value/unmapped_content.h"

#include <map>
#include <string>
#include <vector>

namespace renkei::record {

class JsonWriter {
public:
    JsonWriter(const JsonLayout& layout, const UnmappedContent& unmapped, std::string_view syntax)
        : layout_(&layout),
          unmapped_(&unmapped),
          syntax_(syntax) {}

    // Appends one object without spaces. What it cannot say is in the report.
    void write(const Record& record, std::string& out, diag::Report& report);

private:
    struct Reason {
        PointerOrder order; // with the pointer
        std::string_view code;
        std::string_view note;
    };
    struct Place {
        std::string parent; // pointer of the object it is in
        std::string name;
        auto operator<=>(const Place&) const = default;
    };
    struct Carried {
        const Row* row;
        bool written;
    };

    void collect_reasons(const JsonKey& key, const Row& row, const JsonPath* path);
    void add_reason(const Absent& absent, const JsonPath& path);
    void collect_carried();
    bool is_json(const Row& carried);

    void write_keys(const JsonKey& key, const Row& row, const JsonPath* path, json::Writer& out);
    void write_key(const JsonKey& key, const Row& row, const JsonPath& path, json::Writer& out);
    void write_item(const JsonKey& key, const Row& row, json::Writer& out) const;
    void write_rows(const JsonKey& key, const Row& row, const JsonPath& path, json::Writer& out);
    void write_codes(const JsonKey& key, const Row& row, json::Writer& out) const;
    void write_reasons(const JsonKey& key, json::Writer& out) const;
    void write_carried(const JsonKey& key, const JsonPath* path, json::Writer& out);
    bool has_content(const JsonKey& key, const Row& row, const JsonPath& path) const;
    bool is_null(const form::Item& item, const Row& row) const;
    void add_losses();
    void add_losses_outside(const Row& row);
    void add_lost_blanks();
    bool is_written(const Row& blank) const;

    const JsonLayout* layout_;
    const UnmappedContent* unmapped_;
    std::string_view syntax_;
    const Record* record_ = nullptr; // this and the next: only while write() runs
    diag::Report* report_ = nullptr;
    std::vector<Reason> reasons_;
    std::map<Place, Carried> carried_;
    BlankBoxes blanks_;
    json::Parser parser_;
};

} // namespace renkei::record
