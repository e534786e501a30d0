#include "gateway/core/json/place.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/forms/conform/documents/compared_bundle.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "generated/messages/conform.h"

#include <algorithm>
#include <set>

namespace renkei::conform {
namespace {

using form::CodeList;
using form::CodeRowId;
using form::Form;

struct CodingIn {
    std::string_view system;
    std::string_view code;
    std::string_view display;
    NodeId node;

    bool is_same_as(const CodingIn& other) const { return system == other.system && code == other.code; }
};

std::vector<CodingIn> codings_of(const Tree& tree, NodeId named) {
    std::vector<CodingIn> out;
    for (const NodeId node : tree.items(tree.child(named, "coding"))) {
        out.push_back({text_of(tree, node, "system"), text_of(tree, node, "code"),
                       text_of(tree, node, "display"), node});
    }
    return out;
}

// The rows of a list that a coding may mean.
std::set<CodeRowId> rows_of(const Form& form, const CodeList& list, const CodingIn& coding) {
    std::set<CodeRowId> out;
    const auto rows = form.rows(list);
    for (const CodeRowId row : rows.ids()) {
        if (form.text(list.system) == coding.system && form.text(rows[row].fhir) == coding.code) {
            out.insert(row);
        }
    }
    const auto add = [&](const auto& each) {
        if (form.text(each.system) == coding.system && form.text(each.code) == coding.code) {
            out.insert(each.row);
        }
    };
    std::ranges::for_each(form.translations(list), add);
    std::ranges::for_each(form.understood(list), add);
    return out;
}

bool are_apart(const std::set<CodeRowId>& one, const std::set<CodeRowId>& other) {
    return !one.empty() && !other.empty() &&
           std::ranges::none_of(one, [&](CodeRowId row) { return other.contains(row); });
}

class CodingCheck {
public:
    CodingCheck(const ComparedBundle& bundle, diag::Report& report)
        : bundle_(bundle),
          form_(bundle.form),
          tree_(bundle.theirs),
          report_(report) {
        for (const form::Item& item : form_.items()) {
            names_.insert(text::fold(form_.text(item.name)));
        }
        names_.erase(std::string());
    }

    void run() {
        for (const ResourcePair& pair : bundle_.pairs) {
            const ResourceElements ours = elements_of(bundle_.r4, bundle_.ours, pair.ours);
            for (const auto& [path, nodes] : elements_of(bundle_.r4, tree_, pair.theirs)) {
                const auto same = ours.find(path);
                for (const ElementNode& each : nodes) {
                    if (same != ours.end() && tree_[each.node].is_object() &&
                        tree_.child(each.node, "coding") != json::no_node) {
                        check(each.node, same->second);
                    }
                }
            }
        }
    }

private:
    // `candidates`: the elements of ours at the same place. The one with the most codings of theirs is meant.
    void check(NodeId theirs, const std::vector<ElementNode>& candidates) {
        const std::vector<CodingIn> given = codings_of(tree_, theirs);
        const auto shared_with = [&](const ElementNode& candidate) {
            return std::ranges::count_if(codings_of(bundle_.ours, candidate.node), [&](const CodingIn& one) {
                return std::ranges::any_of(given, [&](const CodingIn& each) { return each.is_same_as(one); });
            });
        };
        const auto same = std::ranges::max_element(candidates, {}, shared_with);
        if (shared_with(*same) == 0) {
            return;
        }
        const std::vector<CodingIn> ours = codings_of(bundle_.ours, same->node);
        codings(given, ours);
        const std::string_view text = text_of(tree_, theirs, "text");
        if (text::fold(text) != text::fold(text_of(bundle_.ours, same->node, "text"))) {
            words(text, tree_.child(theirs, "text"), ours);
        }
        for (const CodingIn& each : given) {
            words(each.display, tree_.child(each.node, "display"), ours);
        }
    }

    void codings(const std::vector<CodingIn>& given, const std::vector<CodingIn>& ours) {
        for (const CodingIn& each : given) {
            const auto is_same = [&](const CodingIn& one) { return one.is_same_as(each); };
            if (std::ranges::any_of(ours, is_same)) {
                continue;
            }
            const bool is_second = std::ranges::any_of(
                ours, [&](const CodingIn& one) { return !one.system.empty() && one.system == each.system; });
            if (is_second || means_another(each, ours)) {
                add(each.node, each.display.empty() ? each.code : each.display, ours);
            }
        }
    }

    bool means_another(const CodingIn& coding, const std::vector<CodingIn>& ours) const {
        return std::ranges::any_of(form_.lists(), [&](const CodeList& list) {
            const std::set<CodeRowId> meant = rows_of(form_, list, coding);
            return !meant.empty() && std::ranges::any_of(ours, [&](const CodingIn& one) {
                return are_apart(rows_of(form_, list, one), meant);
            });
        });
    }

    // Words that are those of another code of the list, or the printed name of another item.
    void words(std::string_view text, NodeId at, const std::vector<CodingIn>& ours) {
        const std::string folded = text::fold(text);
        const auto is_ours = [&](const CodingIn& one) { return text::fold(one.display) == folded; };
        if (folded.empty() || std::ranges::any_of(ours, is_ours)) {
            return;
        }
        const bool is_of_item = std::ranges::any_of(
            ours, [&](const CodingIn& one) { return names_.contains(text::fold(one.display)); });
        const bool is_other_item = is_of_item && names_.contains(folded);
        if (is_other_item || names_another(folded, ours)) {
            add(at, text, ours);
        }
    }

    bool names_another(const std::string& folded, const std::vector<CodingIn>& ours) const {
        return std::ranges::any_of(form_.lists(), [&](const CodeList& list) {
            std::set<CodeRowId> meant;
            for (const CodingIn& one : ours) {
                meant.merge(rows_of(form_, list, one));
            }
            return !meant.empty() && !may_mean(list, meant, folded) && may_mean_others(list, meant, folded);
        });
    }

    bool is_wording(const std::string& folded, std::string_view display) const {
        constexpr std::size_t shortest = 3; // characters that stand in a longer text by no coincidence
        const std::string shown = text::fold(display);
        return !shown.empty() && (folded == shown || (text::count_code_points(shown) >= shortest &&
                                                      folded.find(shown) != std::string::npos));
    }

    bool is_of_row(const CodeList& list, CodeRowId row, const std::string& folded) const {
        const auto has_word = [&](const form::AcceptedCoding& each) {
            return each.row == row && form_.text(each.system) == form::words_system &&
                   is_wording(folded, form_.text(each.code));
        };
        return is_wording(folded, form_.text(form_.rows(list)[row].display)) ||
               std::ranges::any_of(form_.understood(list), has_word);
    }
    bool may_mean(const CodeList& list, const std::set<CodeRowId>& rows, const std::string& folded) const {
        return std::ranges::any_of(rows, [&](CodeRowId row) { return is_of_row(list, row, folded); });
    }
    bool may_mean_others(const CodeList& list, const std::set<CodeRowId>& rows,
                         const std::string& folded) const {
        const auto all = form_.rows(list).ids();
        return std::ranges::any_of(
            all, [&](CodeRowId row) { return !rows.contains(row) && is_of_row(list, row, folded); });
    }

    void add(NodeId at, std::string_view found, const std::vector<CodingIn>& ours) {
        const std::string_view meant =
            ours.front().display.empty() ? ours.front().code : ours.front().display;
        report_.add(message::conform_code_contradicted, json::where(tree_, at), {meant, found});
    }

    const ComparedBundle& bundle_;
    const Form& form_;
    const Tree& tree_;
    diag::Report& report_;
    std::set<std::string> names_{}; // printed names of items, folded
};

} // namespace

void check_codings(const ComparedBundle& bundle, diag::Report& report) { CodingCheck(bundle, report).run(); }

} // namespace renkei::conform
