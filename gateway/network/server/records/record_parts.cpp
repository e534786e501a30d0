#include "gateway/network/server/records/record_parts.h"

#include <fmt/format.h>

namespace renkei::server {
namespace {

using sharing::RecordReader;

constexpr std::string_view identifier_form = R"({"system": …, "value": …})";

} // namespace

std::string extension_url(std::string_view canonical, std::string_view name) {
    return fmt::format("{}/StructureDefinition/{}", canonical, name);
}

std::string code_system_url(std::string_view canonical, std::string_view name) {
    return fmt::format("{}/CodeSystem/{}", canonical, name);
}

policy::Identifier read_reference(RecordReader& in, std::string_view type) {
    policy::Identifier out;
    const std::string_view types[] = {type};
    in.place("type", types);
    (void)in.text("display");
    in.need("identifier", identifier_form);
    in.object("identifier", [&](RecordReader& identifier) {
        identifier.need("system", "\"…\"");
        identifier.need("value", "\"…\"");
        out = {identifier.text("system"), identifier.text("value")};
    });
    return out;
}

policy::Identifier read_reference(RecordReader& in, std::string_view key, std::string_view type) {
    policy::Identifier out;
    in.need(key, identifier_form);
    in.object(key, [&](RecordReader& reference) { out = read_reference(reference, type); });
    return out;
}

policy::Number read_organization(RecordReader& in) {
    const policy::Identifier identifier = read_reference(in, "Organization");
    std::optional<policy::Number> number =
        policy::parse_number(policy::numbers_of(std::span(&identifier, 1)));
    if (!number) {
        in.refuse("identifier", policy::number_forms());
    }
    return number ? *std::move(number) : policy::Number();
}

void write_reference(json::Writer& out, std::string_view type, const policy::Identifier& identifier) {
    out.start_object().member("type", type).key("identifier").start_object();
    out.member("system", identifier.system).member("value", identifier.value).end_object().end_object();
}

std::string read_coding(RecordReader& in, std::string_view system, std::span<const std::string_view> codes) {
    const std::string_view systems[] = {system};
    (void)in.text("display");
    in.need("system", system);
    in.need("code", "\"…\"");
    in.place("system", systems);
    const std::optional<std::size_t> at = in.place("code", codes);
    return at ? std::string(codes[*at]) : std::string();
}

std::string read_concept(RecordReader& in, std::string_view system, std::span<const std::string_view> codes) {
    std::string out;
    read_only_one(in, "coding", [&](RecordReader& coding) { out = read_coding(coding, system, codes); });
    return out;
}

void write_coding(json::Writer& out, std::string_view system, std::string_view code) {
    out.start_object().member("system", system).member("code", code).end_object();
}

void write_concept(json::Writer& out, std::string_view system, std::string_view code) {
    out.start_object().key("coding").start_array();
    write_coding(out, system, code);
    out.end_array().end_object();
}

void write_part(json::Writer& out, std::string_view name, std::string_view value_key,
                std::string_view value) {
    if (!value.empty()) {
        out.start_object().member("url", name).member(value_key, value).end_object();
    }
}

std::string record_tag_system(std::string_view canonical) { return code_system_url(canonical, "record"); }

std::string read_head(RecordReader& in, std::string_view type, std::string_view canonical,
                      std::string* version) {
    const std::string_view types[] = {type};
    in.need("resourceType", type);
    in.place("resourceType", types);
    in.object("meta", [&](RecordReader& meta) {
        constexpr std::string_view tags[] = {record_tag};
        std::string stated = meta.text("versionId");
        if (version != nullptr) {
            *version = std::move(stated);
        }
        (void)meta.text("lastUpdated");
        (void)meta.texts("profile");
        for (const json::NodeId node : meta.list("tag")) {
            meta.read_object(
                node, [&](RecordReader& tag) { read_coding(tag, record_tag_system(canonical), tags); });
        }
    });
    return in.text("id");
}

void write_head(json::Writer& out, std::string_view type, const std::string& id, const RecordView& view) {
    out.start_object().member("resourceType", type).member("id", id).key("meta").start_object();
    out.member("versionId", view.version).key("tag").start_array();
    write_coding(out, record_tag_system(view.canonical), record_tag);
    out.end_array().end_object();
}

} // namespace renkei::server
