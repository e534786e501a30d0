// Any bytes: what the reader accepts is JSON to nlohmann too, and comes back the same after writing and
// reading it again.
#include "gateway/core/json/parser.h"
#include "gateway/core/json/place.h"
#include "gateway/core/json/writer.h"

#include "tests/fuzz/target.h"
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace renkei::fuzz::json_fuzz {
namespace {

using namespace renkei::json;

void require(bool fact) {
    if (!fact) {
        std::abort();
    }
}

// Takes numbers by their text only: 1e400 is a number, if too large for nlohmann's tree.
struct Grammar : nlohmann::json_sax<nlohmann::json> {
    bool too_large = false;
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(std::int64_t) override { return true; }
    bool number_unsigned(std::uint64_t) override { return true; }
    bool number_float(double, const std::string&) override { return true; }
    bool string(std::string&) override { return true; }
    bool binary(nlohmann::json::binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(std::string&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
        too_large = dynamic_cast<const nlohmann::json::out_of_range*>(&error) != nullptr;
        return false;
    }
};

void require_same(const Tree& a, const Tree& b) {
    require(a.size() == b.size());
    for (NodeId node = 0; node < a.size(); ++node) {
        require(a[node].kind == b[node].kind && a[node].after == b[node].after &&
                a[node].parent == b[node].parent);
        require(a[node].name == b[node].name && a.key(node) == b.key(node) && a.index(node) == b.index(node));
        require(a[node].is_container() ? a[node].count == b[node].count : a.text(node) == b.text(node));
    }
}

} // namespace

FUZZ_TARGET(json)(const std::uint8_t* bytes, std::size_t size) {
    static constexpr std::string_view known[] = {"a", "id", "resourceType", "supportingInformation"};
    static const NameList names{known};
    static Parser parser(names.table());
    static Parser again(names.table());
    static Tree tree;
    static Tree second;

    const std::string_view input(reinterpret_cast<const char*>(bytes), size);
    if (!parser.parse(input, tree)) {
        return 0;
    }
    Grammar grammar;
    require(nlohmann::json::sax_parse(input, &grammar) || grammar.too_large);

    std::string written;
    Writer(written).node(tree, Tree::root);
    require(again.parse(written, second).has_value());
    require_same(tree, second);
    const std::string printed = pretty(written);
    require(again.parse(printed, second).has_value());
    require_same(tree, second);
    for (NodeId node = 0; node < tree.size() && node < 64; ++node) {
        require(resolve(tree, pointer(tree, node)) == node);
    }
    return 0;
}

} // namespace renkei::fuzz::json_fuzz
