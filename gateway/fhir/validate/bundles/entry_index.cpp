#include "gateway/fhir/validate/bundles/entry_index.h"

#include "gateway/core/base/text_hash.h"
#include "gateway/core/json/member.h"
#include "gateway/fhir/validate/elements/primitives.h"

#include <algorithm>
#include <functional>

namespace renkei::validate {
namespace {

NodeId child_node(const Tree& tree, NodeId object, json::NameId name) {
    return object == no_node ? no_node : tree.child(object, name);
}

std::string_view child_text(const Tree& tree, NodeId object, json::NameId name) {
    return json::text_of(tree, child_node(tree, object, name));
}

std::size_t name_hash(std::string_view name) { return base::TextHash{}(name); }

EntryIndex::EntryMatches named(const std::vector<EntryIndex::EntryMatch>& all, std::string_view name) {
    const std::size_t hash = name_hash(name);
    auto first = std::ranges::lower_bound(all, hash, {}, &EntryIndex::EntryMatch::hash);
    while (first != all.end() && first->hash == hash && first->name != name) {
        ++first;
    }
    auto last = first == all.end() || first->hash != hash ? first : first + 1;
    while (last != all.end() && last->hash == hash && last->name == name) {
        ++last;
    }
    return {first, last};
}

EntryIndex::EntryMatches named(const std::vector<EntryIndex::EntryMatch>& all, std::string_view name,
                               std::string_view detail) {
    const auto found =
        std::ranges::equal_range(named(all, name), detail, {}, &EntryIndex::EntryMatch::detail);
    return {found.begin(), found.end()};
}

// Address, version and fragment: what most look-ups need.
ReferencePath without_aside(std::string_view reference) {
    ReferencePath out;
    if (const std::size_t hash = reference.find('#'); hash != std::string_view::npos) {
        out.fragment = reference.substr(hash + 1);
        reference = reference.substr(0, hash);
    }
    constexpr std::string_view history = "_history/"; // behind a slash; searched by its rarer beginning
    const bool may_have_one = reference.find('/') != std::string_view::npos; // no urn:uuid: has
    std::size_t at = may_have_one ? reference.find(history) : std::string_view::npos;
    while (at != std::string_view::npos && (at == 0 || reference[at - 1] != '/')) {
        at = reference.find(history, at + 1);
    }
    if (at != std::string_view::npos) {
        out.version = reference.substr(at + history.size());
        reference = reference.substr(0, at - 1);
    }
    out.address = reference;
    return out;
}

// Does the text stand within the other one, as these bytes? Then they do not change.
bool is_nested(std::string_view input, std::string_view text) {
    return !text.empty() && !std::less<>{}(text.data(), input.data()) &&
           std::less<>{}(text.data(), input.data() + input.size());
}

// The mark of an address without version and fragment: its length and first character. Full URLs of a
// document are mostly urn:uuid:, so they have one mark; other addresses begin otherwise.
std::size_t mark_of(std::string_view address) {
    return address.empty() ? 0
                           : (address.size() +
                              67 * static_cast<std::size_t>(static_cast<unsigned char>(address.front()))) %
                                 AddressMarks().size();
}

} // namespace

void add_mark(std::string_view address, AddressMarks& marks) {
    marks.set(mark_of(without_aside(address).address));
}

std::optional<std::string_view> IndexedEntry::base() const {
    const std::size_t own = type.size() + 1 + id.size();
    if (type.empty() || id.empty() || full_url.size() < own || !full_url.ends_with(id)) {
        return std::nullopt;
    }
    const std::string_view before = full_url.substr(0, full_url.size() - own);
    const std::string_view rest = full_url.substr(before.size());
    const bool is_own =
        rest.starts_with(type) && rest[type.size()] == '/' && (before.empty() || before.ends_with('/'));
    return is_own ? std::optional(before) : std::nullopt;
}

EntryIndex::EntryIndex(const Tree& tree, NodeId bundle)
    : input_(tree.input()),
      bundle_(bundle),
      end_(tree.after(bundle)),
      type_(child_text(tree, bundle, tree.names().find("type"))) {
    const NodeId list = child_node(tree, bundle, tree.names().find("entry"));
    if (list != no_node && tree[list].is_array()) {
        entries_.reserve(tree[list].count);
        by_url_.reserve(tree[list].count);
        const Names names(tree.names());
        for (const NodeId node : tree.children(list)) {
            read_entry(tree, names, node);
        }
    }
    std::ranges::sort(by_url_);
}

EntryIndex::Names::Names(const json::NameTable& names)
    : full_url(names.find("fullUrl")),
      resource(names.find("resource")),
      type(names.find("resourceType")),
      id(names.find("id")),
      meta(names.find("meta")),
      version(names.find("versionId")) {}

void EntryIndex::read_entry(const Tree& tree, const Names& names, NodeId node) {
    const auto number = static_cast<std::uint32_t>(entries_.size());
    IndexedEntry& entry = entries_.emplace_back();
    entry.node = node;
    entry.end = tree.after(node);
    entry.full_url = child_text(tree, node, names.full_url);
    const NodeId resource = child_node(tree, node, names.resource);
    if (resource == no_node || !tree[resource].is_object()) {
        return;
    }
    entry.resource = resource;
    entry.type = child_text(tree, resource, names.type);
    entry.id = child_text(tree, resource, names.id);
    entry.version = child_text(tree, child_node(tree, resource, names.meta), names.version);
    if (!entry.full_url.empty()) {
        url_marks_.set(mark_of(entry.full_url)); // as it stands: it is what an address has to be
        by_url_.push_back({name_hash(entry.full_url), entry.full_url, entry.version, number});
    }
}

std::uint32_t EntryIndex::entry_of(NodeId node) const {
    if (last_entry_ < entries_.size() && node >= entries_[last_entry_].node &&
        node < entries_[last_entry_].end) {
        return last_entry_;
    }
    const auto next = std::ranges::upper_bound(entries_, node, {}, &IndexedEntry::node);
    if (next == entries_.begin() || !holds(node)) {
        return no_entry;
    }
    const auto found = static_cast<std::uint32_t>(next - 1 - entries_.begin());
    if (node >= entries_[found].end) {
        return no_entry;
    }
    last_entry_ = found;
    return found;
}

std::optional<std::string> EntryIndex::completed(std::string_view reference, std::uint32_t from) const {
    const ReferencePath path = without_aside(reference);
    return is_absolute_uri(reference) ? std::optional(std::string(path.address))
                                      : with_base(path.address, from);
}

std::optional<std::string> EntryIndex::with_base(std::string_view address, std::uint32_t from) const {
    const auto base = from < entries_.size() ? entries_[from].base() : std::nullopt;
    return base ? std::optional(std::string(*base).append(address)) : std::nullopt;
}

EntryIndex::EntryMatches EntryIndex::find(std::string_view reference, std::uint32_t from) const {
    if (!last_lookup_.is(reference, from)) {
        last_lookup_ = {reference, from, look_up(reference, from), is_nested(input_, reference)};
    }
    return last_lookup_.matches;
}

EntryIndex::EntryMatches EntryIndex::look_up(std::string_view reference, std::uint32_t from) const {
    const ReferencePath path = without_aside(reference);
    std::optional<std::string> made;
    if (!is_absolute_uri(reference)) {
        made = with_base(path.address, from);
        if (!made) {
            return {};
        }
    }
    const std::string_view url = made ? std::string_view(*made) : path.address;
    if (!url_marks_.test(mark_of(url))) {
        return {};
    }
    return path.version.empty() ? named(by_url_, url) : named(by_url_, url, path.version);
}

EntryIndex::EntryMatches EntryIndex::alike(std::string_view reference) const {
    const ReferencePath path = path_of(reference);
    return path.type.empty() ? EntryMatches() : named(by_name(), path.id, path.type);
}

const std::vector<EntryIndex::EntryMatch>& EntryIndex::by_name() const {
    if (!by_name_) {
        by_name_.emplace();
        for (std::uint32_t number = 0; number < entries_.size(); ++number) {
            const IndexedEntry& entry = entries_[number];
            if (!entry.type.empty() && !entry.id.empty()) {
                by_name_->push_back({name_hash(entry.id), entry.id, entry.type, number});
            }
        }
        std::ranges::sort(*by_name_);
    }
    return *by_name_;
}

ReferencePath path_of(std::string_view reference) {
    ReferencePath out = without_aside(reference);
    const std::size_t last = out.address.rfind('/');
    if (last != std::string_view::npos) {
        const std::size_t before = last == 0 ? std::string_view::npos : out.address.rfind('/', last - 1);
        const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
        out.type = out.address.substr(begin, last - begin);
        out.id = out.address.substr(last + 1);
    }
    return out;
}

} // namespace renkei::validate
