#include "gateway/network/client/listed_deliveries.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/text/sanitize.h"
#include "generated/messages/json.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

namespace renkei::client {
namespace {

using text::sanitized;

// An id becomes part of a request and of a line, and may become the name of a file.
bool is_id(std::string_view text) {
    constexpr std::size_t longest = 64;
    return !text.empty() && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return base::is_alphanumeric(c) || c == '-'; });
}

std::string_view listed_text(const json::Tree& tree, json::NodeId object, std::string_view name) {
    const json::NodeId node = tree[object].is_object() ? tree.child(object, name) : json::no_node;
    return node == json::no_node || tree[node].is_container() ? std::string_view()
           : tree[node].is_string()                           ? tree.text(node)
                                                              : tree.raw(node);
}

// The delivery at `one`; nothing if its id cannot be used.
std::optional<ListedDelivery> delivery_in(const json::Tree& tree, json::NodeId one) {
    ListedDelivery out{.id = std::string(listed_text(tree, one, "id")),
                       .sender = sanitized(listed_text(tree, one, "sender")),
                       .is_withdrawal = listed_text(tree, one, "status") == "withdrawn",
                       .queued = std::string(listed_text(tree, one, "queued"))};
    out.set = out.is_withdrawal ? std::string() : std::string(listed_text(tree, one, "set"));
    if (const std::string_view document = listed_text(tree, one, "document"); is_id(document)) {
        out.document = document;
    }
    const std::string_view version = listed_text(tree, one, "version");
    std::from_chars(version.data(), version.data() + version.size(), out.version);
    return is_id(out.id) ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

diag::Error list_finding(std::string place, std::string expected, std::string_view found) {
    return diag::finding(diag::message::json_expected,
                         {.file = "GET " + std::string(mailbox_path), .path = std::move(place)},
                         {std::move(expected), sanitized(found)});
}

diag::Result<ListedPage> read_page(const HttpResponse& response) {
    ListedPage out;
    json::Tree tree;
    TRY_VOID(json::Parser().parse(response.body, tree));
    const json::NodeId deliveries = tree.child(json::Tree::root, "deliveries");
    if (deliveries == json::no_node) {
        out.problems.push_back(list_finding("/deliveries", "[…]", "-"));
        return out;
    }
    for (const json::NodeId one : tree.children(deliveries)) {
        if (std::optional<ListedDelivery> delivery = delivery_in(tree, one)) {
            out.deliveries.push_back(*std::move(delivery));
        } else {
            out.problems.push_back(list_finding("/deliveries/" + std::to_string(tree.index(one)) + "/id",
                                                "[0-9A-Za-z-]{1,64}", listed_text(tree, one, "id")));
        }
    }
    out.has_more = tree.child(json::Tree::root, "next") != json::no_node;
    return out;
}

std::size_t whole_sets(const std::vector<ListedDelivery>& listed) {
    std::set<std::string_view> open; // sets that may go on
    for (const ListedDelivery& each : listed) {
        if (each.queued == listed.back().queued && !each.set.empty()) {
            open.insert(each.set);
        }
    }
    const auto first =
        std::ranges::find_if(listed, [&](const ListedDelivery& each) { return open.contains(each.set); });
    return static_cast<std::size_t>(first - listed.begin());
}

} // namespace renkei::client
