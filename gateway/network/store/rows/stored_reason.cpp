#include "gateway/network/store/rows/stored_reason.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"

namespace renkei::store {
namespace {

// The strings of a JSON array; nothing if the text is not an array of strings.
std::optional<std::vector<std::string>> strings_in(std::string_view json_text) {
    json::Tree tree;
    if (!json::Parser().parse(json_text, tree) || !tree[json::Tree::root].is_array()) {
        return std::nullopt;
    }
    std::vector<std::string> out;
    for (const json::NodeId node : tree.children(json::Tree::root)) {
        if (!tree[node].is_string()) {
            return std::nullopt;
        }
        out.emplace_back(tree.text(node));
    }
    return out;
}

} // namespace

std::string arguments_json(const diag::DeliveryReason& reason) {
    std::string out;
    json::Writer writer(out);
    writer.start_array();
    for (const std::string& argument : reason.arguments()) {
        writer.string(argument);
    }
    writer.end_array();
    return out;
}

diag::DeliveryReason read_reason(std::string_view code, std::string_view arguments) {
    if (code.empty()) {
        return {};
    }
    const std::optional<std::vector<std::string>> strings =
        arguments == "[]" ? std::vector<std::string>() : strings_in(arguments);
    const std::optional<diag::DeliveryReason> reason =
        strings ? diag::DeliveryReason::read(code, *strings) : std::nullopt;
    return reason ? *reason : diag::as_recorded(code);
}

} // namespace renkei::store
