// Parts that resources of records have in common: references by number, codes, our extension. What stands in
// a resource and has no place in the record is an error that names its place (sharing::RecordReader).
#pragma once

#include "gateway/core/json/writer.h"
#include "gateway/network/policy/number.h"
#include "gateway/network/sharing/record_reader.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::catalogue {
class Catalogue;
}

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

// "https://…/StructureDefinition/NAME", "https://…/CodeSystem/NAME"
std::string extension_url(std::string_view canonical, std::string_view name);
std::string code_system_url(std::string_view canonical, std::string_view name);

// A reference by the number of what it means, {"identifier": {"system", "value"}}. A display beside it is not
// kept: the number stands for it.
policy::Identifier read_reference(sharing::RecordReader& in, std::string_view type);
policy::Identifier read_reference(sharing::RecordReader& in, std::string_view key, std::string_view type);
// Of an organisation, by a number of a known kind.
policy::Number read_organization(sharing::RecordReader& in);
void write_reference(json::Writer& out, std::string_view type, const policy::Identifier& identifier);

// {"system", "code"}, one of these codes; empty: an error was kept.
std::string read_coding(sharing::RecordReader& in, std::string_view system,
                        std::span<const std::string_view> codes);
// {"coding": [one]}
std::string read_concept(sharing::RecordReader& in, std::string_view system,
                         std::span<const std::string_view> codes);
void write_coding(json::Writer& out, std::string_view system, std::string_view code);
void write_concept(json::Writer& out, std::string_view system, std::string_view code);

// `read(RecordReader&)` of the only element of the list.
template <class Read>
void read_only_one(sharing::RecordReader& in, std::string_view key, const Read& read) {
    in.need(key, "[…]");
    const json::Tree::Children list = in.list(key);
    std::size_t count = 0;
    for (const json::NodeId node : list) {
        if (++count == 1) {
            in.read_object(node, read);
        }
    }
    if (count != 1) {
        in.refuse(key, "[…] (1)");
    }
}

// `read(RecordReader&, name)` of each part of our extension, which is the only one.
template <class Read>
void read_extension(sharing::RecordReader& in, const std::string& url,
                    std::span<const std::string_view> parts, const Read& read) {
    if (!in.has("extension")) {
        return;
    }
    read_only_one(in, "extension", [&](sharing::RecordReader& extension) {
        const std::string_view allowed[] = {url};
        extension.need("url", url);
        extension.place("url", allowed);
        extension.need("extension", "[…]");
        std::vector<bool> seen(parts.size(), false);
        for (const json::NodeId node : extension.list("extension")) {
            extension.read_object(node, [&](sharing::RecordReader& part) {
                const auto at = part.place("url", parts);
                if (!at || seen[*at]) {
                    part.refuse("url", text::alternatives(parts) + " (1)");
                    return;
                }
                seen[*at] = true;
                read(part, parts[*at]);
            });
        }
    });
}
// A part that has a value is written.
void write_part(json::Writer& out, std::string_view name, std::string_view value_key, std::string_view value);

// Records have this tag: documents bring resources of their types, too.
inline constexpr std::string_view record_tag = "sharing";
std::string record_tag_system(std::string_view canonical);

// resourceType, id and meta; what a server gives itself is not compared. Returns the id. `version`: of what
// the caller read.
std::string read_head(sharing::RecordReader& in, std::string_view type, std::string_view canonical,
                      std::string* version = nullptr);
void write_head(json::Writer& out, std::string_view type, const std::string& id, const RecordView& view);

} // namespace renkei::server
