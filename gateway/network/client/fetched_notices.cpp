#include "gateway/network/client/fetched_notices.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"

#include <algorithm>

namespace renkei::client {
namespace {

// What a notice says of the file that it is about.
void write_file(json::Writer& out, const FetchedEntry& file) {
    out.member("delivery", file.delivery).member("known_as", file.name);
    out.key("delivered_version").number(file.version);
    out.member("sha256", file.sha256).end_object();
}

} // namespace

std::string superseded_notice(const ListedDelivery& by, const FetchedEntry& file, std::uint32_t version) {
    std::string text;
    json::Writer out(text);
    out.start_object().member("status", "superseded");
    if (!by.sender.empty()) {
        out.member("sender", by.sender);
    }
    out.member("document", by.document).key("version").number(version);
    write_file(out, file);
    return text + "\n";
}

std::optional<std::string> withdrawn_notice(const std::string& body, const FetchedEntry& file) {
    constexpr std::string_view own[] = {"delivery", "known_as", "delivered_version", "sha256"};
    json::Tree tree;
    if (!json::Parser().parse(body, tree) || !tree[json::Tree::root].is_object()) {
        return std::nullopt;
    }
    std::string text;
    json::Writer out(text);
    out.start_object();
    for (const json::NodeId child : tree.children(json::Tree::root)) {
        if (std::ranges::find(own, tree.key(child)) == std::end(own)) {
            out.key(tree.key(child)).node(tree, child);
        }
    }
    write_file(out, file);
    return text + "\n";
}

} // namespace renkei::client
