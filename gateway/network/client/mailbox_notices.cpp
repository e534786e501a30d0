#include "gateway/network/client/mailbox_notices.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/sanitize.h"

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

std::string superseded_notice(std::string_view sender, const FetchedEntry& file, std::uint32_t version) {
    std::string text;
    json::Writer out(text);
    out.start_object().member("status", "superseded");
    if (!sender.empty()) {
        out.member("sender", sender);
    }
    out.member("document", file.document).key("version").number(version);
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

std::string replaced_notice(const FetchedEntry& file, std::string_view replaced) {
    std::string text;
    json::Writer(text)
        .start_object()
        .member("status", "characters-replaced")
        .member("document", file.document)
        .key("version")
        .number(file.version)
        .member("file", file.name)
        .member("replaced", text::sanitized(replaced))
        .end_object();
    return text + "\n";
}

} // namespace renkei::client
