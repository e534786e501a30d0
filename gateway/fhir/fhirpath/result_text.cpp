#include "gateway/fhir/fhirpath/result_text.h"

#include "gateway/core/json/place.h"
#include "gateway/core/json/writer.h"

namespace renkei::fhirpath {
namespace {

std::string quoted(std::string_view text) {
    std::string out;
    json::Writer(out).string(text);
    return out;
}

std::string json_of(const Item& item, std::string_view text, const definitions::R4Definitions& r4) {
    std::string out;
    switch (item.kind()) {
    case ItemKind::node:
        if (item.value_node() == json::no_node) {
            return "null";
        }
        json::Writer(out).node(item.tree(), item.value_node());
        return out;
    case ItemKind::boolean:
    case ItemKind::integer:
    case ItemKind::long_integer:
    case ItemKind::decimal: return std::string(text);
    case ItemKind::quantity:
        json::Writer(out)
            .start_object()
            .key("value")
            .number(item.as_quantity().value.text())
            .member("unit", item.as_quantity().unit)
            .end_object();
        return out;
    case ItemKind::type_info:
        json::Writer(out)
            .start_object()
            .member("namespace", item.type() ? "FHIR" : "System")
            .member("name", item.type() ? r4.name(item.type()) : name_of(item.system_type()))
            .end_object();
        return out;
    case ItemKind::string:
    case ItemKind::date:
    case ItemKind::date_time:
    case ItemKind::time: break;
    }
    return quoted(text);
}

} // namespace

ResultText result_text(const Item& item, const definitions::R4Definitions& r4) {
    ResultText out{.type = std::string(type_namespace(item)) + "." + std::string(type_name(item, r4)),
                   .text = to_text(item),
                   .json = {},
                   .path = {}};
    out.json = json_of(item, out.text, r4);
    if (item.is_node() && item.place() != json::no_node) {
        out.path = json::fhirpath(item.tree(), item.place());
        const bool is_whole =
            item.value_node() != json::no_node && item.tree()[item.value_node()].is_container();
        out.text = is_whole ? out.json : out.text;
    }
    if (item.kind() == ItemKind::type_info) {
        out.text = item.type() ? "FHIR." + std::string(r4.name(item.type())) : out.text;
    }
    return out;
}

} // namespace renkei::fhirpath
