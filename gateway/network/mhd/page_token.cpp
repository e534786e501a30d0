#include "gateway/network/mhd/page_token.h"

#include "gateway/core/base/base64.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"
#include "gateway/network/mhd/path.h"
#include "gateway/network/seal/sealed.h"

namespace renkei::mhd {
namespace {

constexpr std::size_t max_bytes = 64U << 10;

seal::Hash key_of_pages(const seal::Hash& search_key) {
    return seal::keyed_hash(search_key, {"page of a search"});
}

} // namespace

diag::Result<std::string> seal_page(const seal::Hash& search_key, std::string_view peer,
                                    const PageToken& token) {
    std::string text;
    json::Writer writer(text);
    writer.start_object().member("after", token.after).key("parameters").start_array();
    for (const auto& [name, value] : token.parameters) {
        writer.start_object().member("name", name).member("value", value).end_object();
    }
    writer.end_array().end_object();
    TRY(const std::string sealed, seal::seal(key_of_pages(search_key), text, peer));
    return std::string(base::without_padding(base::to_base64(sealed, base::Base64::url)));
}

std::optional<PageToken> open_page(const seal::Hash& search_key, std::string_view peer,
                                   std::string_view text) {
    const std::optional<std::string> sealed = base::from_base64_digits(text, base::Base64::url);
    if (!sealed) {
        return std::nullopt;
    }
    const diag::Result<std::string> opened = seal::open(key_of_pages(search_key), *sealed, peer, max_bytes);
    json::Tree tree;
    if (!opened || !json::Parser().parse(*opened, tree)) {
        return std::nullopt;
    }
    PageToken out{.after = std::string(text_at(tree, json::Tree::root, "after"))};
    for (const json::NodeId each : nodes_at(tree, json::Tree::root, "parameters")) {
        out.parameters.emplace_back(text_at(tree, each, "name"), text_at(tree, each, "value"));
    }
    return out;
}

} // namespace renkei::mhd
