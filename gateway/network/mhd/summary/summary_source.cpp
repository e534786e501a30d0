#include "gateway/network/mhd/summary/summary_source.h"

#include "gateway/fhir/resources/digest.h"
#include "gateway/network/mhd/metadata/logical_id.h"
#include "gateway/network/mhd/metadata/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace renkei::mhd {
namespace {

constexpr std::string_view members_of_place[] = {"id", "meta", "text"}; // of a resource: not what it says
constexpr std::string_view members_of_own[] = {"resourceType", "id", "meta", "target"};

} // namespace

std::string SummarisedDocument::reference(std::size_t number) const {
    return fmt::format("{}/{}", view_.type(number), logical_id(view_.version().document, number));
}

const std::string& SummarisedDocument::content_digest(std::size_t number) {
    const auto [found, is_new] = digests_.try_emplace(number);
    if (is_new) {
        std::string content;
        append_content(view_.resource(number), number, content, true);
        for (const NodeId mark : marks_of(view_.tree(), view_.resource(number), marks_)) {
            content += fmt::format("#{}", text_at(view_.tree(), mark, "code"));
        }
        found->second = resources::sha256_hex(content);
    }
    return found->second;
}

void SummarisedDocument::append_content(NodeId node, std::size_t number, std::string& out, bool is_resource) {
    const Tree& tree = view_.tree();
    if (is_reference(tree, node)) {
        const auto target = view_.find(tree.text(node), static_cast<std::uint32_t>(number));
        if (target && !target->contained) {
            out += target->entry == view_.subject()
                       ? "the person"
                       : fmt::format("{} {}", view_.type(target->entry), content_digest(target->entry));
            return;
        }
    }
    if (!tree[node].is_container()) {
        out += tree.raw(node);
        return;
    }
    out += tree[node].is_object() ? '{' : '[';
    for (const NodeId child : tree.children(node)) {
        const bool is_place =
            is_resource && std::ranges::find(members_of_place, tree.key(child)) != std::end(members_of_place);
        if (!is_place) {
            out += fmt::format("\"{}\":", tree.key(child));
            append_content(child, number, out, false);
            out += ',';
        }
    }
    out += tree[node].is_object() ? '}' : ']';
}

std::vector<std::size_t> SummarisedDocument::targets_of(std::size_t number) const {
    const Tree& tree = view_.tree();
    std::vector<std::size_t> out;
    const NodeId resource = view_.resource(number);
    for (NodeId node = resource; node < tree.after(resource); ++node) {
        if (!is_reference(tree, node)) {
            continue;
        }
        const auto target = view_.find(tree.text(node), static_cast<std::uint32_t>(number));
        if (target && !target->contained) {
            out.push_back(target->entry);
        }
    }
    return out;
}

void SummarisedDocument::include(std::size_t number) {
    std::vector<std::size_t> waiting{number};
    while (!waiting.empty()) {
        const std::size_t each = waiting.back();
        waiting.pop_back();
        const bool is_other_subject = each == view_.subject() && each != number;
        const bool is_document = each == 0 && view_.composition() != json::no_node;
        const bool is_taken = !is_document && !is_other_subject && view_.resource(each) != json::no_node;
        if (is_taken && included_.insert(each).second) {
            const std::vector<std::size_t> targets = targets_of(each);
            waiting.insert(waiting.end(), targets.begin(), targets.end());
        }
    }
}

std::string SummarisedDocument::json(std::size_t number, const std::string& patient) const {
    std::string kept;
    view_.write(number, document_.base(), kept);
    Tree tree;
    const diag::Result<void> parsed = json::Parser().parse(kept, tree);
    assert(parsed); // we wrote it
    static_cast<void>(parsed);
    std::string out;
    json::Writer writer(out);
    copy_value(writer, tree, Tree::root, [&](std::string_view reference) -> std::string {
        const std::optional<TypedId> target = parse_reference(reference);
        if (!target || target->id.document != view_.version().document || !target->id.resource) {
            return std::string(reference);
        }
        if (*target->id.resource == view_.subject()) {
            return patient;
        }
        return included_.contains(*target->id.resource) ? std::string(reference)
                                                        : fmt::format("{}/{}", document_.base(), reference);
    });
    return out;
}

std::vector<std::pair<std::string, std::string>> SummarisedDocument::provenance() const {
    std::vector<std::pair<std::string, std::string>> out;
    const GeneratedResource* const whole = document_.generated("Provenance", resources::no_entry);
    if (whole == nullptr) {
        return out;
    }
    const Tree& tree = whole->tree;
    for (const NodeId child : tree.children(Tree::root)) {
        if (std::ranges::find(members_of_own, tree.key(child)) != std::end(members_of_own)) {
            continue;
        }
        std::string value;
        json::Writer writer(value);
        copy_value(writer, tree, child, [&](std::string_view reference) {
            const bool is_here = parse_reference(reference) && reference.find(':') == std::string_view::npos;
            return is_here ? fmt::format("{}/{}", document_.base(), reference) : std::string(reference);
        });
        out.emplace_back(tree.key(child), std::move(value));
    }
    return out;
}

std::string SummarisedDocument::date() const {
    return std::string(text_at(view_.tree(), view_.composition(), "date"));
}

std::vector<std::string> SummarisedDocument::kinds() const {
    std::vector<std::string> out;
    for (const NodeId coding : nodes_at(view_.tree(), view_.composition(), "type.coding")) {
        out.push_back(fmt::format("{}|{}", text_at(view_.tree(), coding, "system"),
                                  text_at(view_.tree(), coding, "code")));
    }
    return out;
}

std::string SummarisedDocument::name() const {
    const Tree& tree = view_.tree();
    constexpr std::string_view parties[] = {"custodian", "author"};
    std::string sender;
    for (const std::string_view party : parties) {
        const NodeId reference = node_at(tree, view_.composition(), party);
        if (reference == json::no_node || !sender.empty()) {
            continue;
        }
        const auto target = view_.find(text_at(tree, reference, "reference"), 0);
        sender = target ? text_at(tree, target->resource, "name") : std::string_view();
        sender = sender.empty() ? text_at(tree, reference, "display") : std::string_view(sender);
    }
    return fmt::format("{} {} {}", text_at(tree, view_.composition(), "title"),
                       date().substr(0, std::string_view("YYYY-MM-DD").size()), sender);
}

} // namespace renkei::mhd
