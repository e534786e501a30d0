// A mapping in which one hole went wrong does not load: every mutant of every real mapping is refused.
#include "tests/refuse/mapping_folder.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>

namespace renkei::refuse::mutants_test {
namespace {

bool is_home(const yaml::Node& node) {
    return node.kind == yaml::NodeKind::scalar && node.plain && node.text.starts_with('$') &&
           node.text.size() > 1;
}

bool has_home(const yaml::Node& node) {
    return is_home(node) || std::ranges::any_of(node.children, has_home);
}

// Nothing in an accepted shape is a home: without its hole it is sound, and reads nothing.
bool is_accepted(const yaml::Node& node) {
    return node.kind == yaml::NodeKind::map && node.get("accept") != nullptr;
}

// Calls visit(parent, index) for every child below.
void each_child(yaml::Node& node, const std::function<void(yaml::Node&, std::size_t)>& visit) {
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (is_accepted(node.children[i])) {
            continue;
        }
        visit(node, i);
        each_child(node.children[i], visit);
    }
}

void remove(yaml::Node& parent, std::size_t index) {
    const auto at = static_cast<std::ptrdiff_t>(index);
    parent.children.erase(parent.children.begin() + at);
    if (parent.kind == yaml::NodeKind::map) {
        parent.keys.erase(parent.keys.begin() + at);
        parent.key_lines.erase(parent.key_lines.begin() + at);
    }
}

struct Mutant {
    std::string what;
    form::FormYaml folder;
};

// One way to spoil a mapping: where it applies (counted), and what it does to the nth place.
struct Mutation {
    std::string_view name;
    bool (*applies)(const yaml::Node& parent, std::size_t index);
    void (*apply)(yaml::Node& parent, std::size_t index);
};

bool at_home(const yaml::Node& parent, std::size_t index) { return is_home(parent.children[index]); }

// Rows of editions apart: a row of another edition is not of this form.
bool at_row_with_home(const yaml::Node& parent, std::size_t index) {
    return parent.get("since") == nullptr && parent.kind == yaml::NodeKind::map &&
           parent.keys[index] == "rows" && parent.get("table") != nullptr &&
           !parent.children[index].children.empty() && has_home(parent);
}

constexpr Mutation mutations[] = {
    {"hole became a constant", at_home,
     [](yaml::Node& parent, std::size_t index) { parent.children[index].text = "x"; }},
    {"hole dropped", at_home, remove},
    {"hole only repeats", at_home,
     [](yaml::Node& parent, std::size_t index) { parent.children[index].text[0] = '~'; }},
    {"hole doubled", at_home,
     [](yaml::Node& parent, std::size_t index) {
         yaml::Node copy = parent.children[index];
         if (parent.kind == yaml::NodeKind::map) {
             parent.keys.push_back("id"); // every element may have one
             parent.key_lines.push_back(copy.line);
         }
         parent.children.push_back(std::move(copy));
     }},
    {"first row removed from table", at_row_with_home,
     [](yaml::Node& parent, std::size_t index) { remove(parent.children[index], 0); }},
    {"last row removed from table", at_row_with_home,
     [](yaml::Node& parent, std::size_t index) {
         remove(parent.children[index], parent.children[index].children.size() - 1);
     }},
};

using Frames = std::map<std::string, const yaml::Node*>;

// Adds the frames that a node names, and those that they name: `frame: f`, or a column of its table.
void add_used(const yaml::Node& node, const Frames& all, Frames& used) {
    if (is_accepted(node)) {
        return;
    }
    const auto add = [&](const std::string& name) {
        const auto frame = all.find(name);
        if (frame != all.end() && used.insert(*frame).second) {
            add_used(*frame->second, all, used);
        }
    };
    const yaml::Node* frame = node.get("frame");
    const yaml::Node* table = node.get("table");
    if (frame != nullptr) {
        add(frame->text);
    }
    for (std::size_t i = 0; frame != nullptr && table != nullptr && i < table->children.size(); ++i) {
        if (frame->text == "<" + table->children[i].text + ">") {
            for (const yaml::Node& row : node.get("rows")->children) {
                add(row.children[i].text);
            }
        }
    }
    for (const yaml::Node& child : node.children) {
        add_used(child, all, used);
    }
}

// The frames that this form uses, because shared files have frames for several forms.
Frames used_frames(const form::FormYaml& folder) {
    Frames all;
    Frames used;
    for (const yaml::Node& part : folder.parts) {
        const yaml::Node* frames = part.get("frames");
        for (std::size_t i = 0; frames != nullptr && i < frames->keys.size(); ++i) {
            all.emplace(frames->keys[i], &frames->children[i]);
        }
    }
    for (const yaml::Node& part : folder.parts) {
        for (const std::string_view body : {"composition", "entries"}) {
            if (const yaml::Node* node = part.get(body)) {
                add_used(*node, all, used);
            }
        }
    }
    return used;
}

template <class Visit>
void each_body(form::FormYaml& folder, const Visit& visit) {
    const Frames used = used_frames(folder);
    for (yaml::Node& part : folder.parts) {
        for (std::size_t i = 0; i < part.keys.size(); ++i) {
            if (part.keys[i] == "composition" || part.keys[i] == "entries") {
                visit(part.children[i]);
            }
            for (std::size_t f = 0; part.keys[i] == "frames" && f < part.children[i].keys.size(); ++f) {
                if (used.contains(part.children[i].keys[f])) {
                    visit(part.children[i].children[f]);
                }
            }
        }
    }
}

std::size_t count(form::FormYaml folder, const Mutation& mutation) {
    std::size_t out = 0;
    each_body(folder, [&](yaml::Node& body) {
        each_child(body, [&](yaml::Node& parent, std::size_t index) {
            out += mutation.applies(parent, index) ? 1 : 0;
        });
    });
    return out;
}

// The mapping with the nth place spoilt.
Mutant mutant(const form::FormYaml& folder, const Mutation& mutation, std::size_t n) {
    Mutant out{std::string(mutation.name), folder};
    yaml::Node* found = nullptr;
    std::size_t found_index = 0;
    each_body(out.folder, [&](yaml::Node& body) {
        each_child(body, [&](yaml::Node& parent, std::size_t index) {
            if (mutation.applies(parent, index) && n-- == 0) {
                found = &parent;
                found_index = index;
            }
        });
    });
    const yaml::Node& spoilt = found->children[found_index];
    out.what += ": " + spoilt.text + " at " + diag::to_text(spoilt.where());
    mutation.apply(*found, found_index);
    return out;
}

// The number of mutants of each kind and form: a few in the fast set, all in the long one.
std::size_t sample_size() {
    const char* wanted = std::getenv("RENKEI_MUTANTS");
    return wanted == nullptr ? 8 : std::strtoull(wanted, nullptr, 10);
}

void refuse_mutants_of(const std::filesystem::path& mappings) {
    for (const std::string& form : form::form_folders(mappings)) {
        yaml::Files files;
        const auto folder = form::read_form_yaml(mappings, form, files);
        ASSERT_TRUE(folder) << form;
        ASSERT_FALSE(load(*folder).at_least(diag::Severity::error)) << form << "\n" << shown(load(*folder));
        for (const Mutation& mutation : mutations) {
            const std::size_t all = count(*folder, mutation);
            EXPECT_TRUE(all > 0 || mutation.applies == at_row_with_home) << form << ": " << mutation.name;
            const std::size_t step = std::max<std::size_t>(1, all / sample_size());
            for (std::size_t n = 0; n < all; n += step) {
                const Mutant spoilt = mutant(*folder, mutation, n);
                EXPECT_TRUE(load(spoilt.folder).at_least(diag::Severity::error))
                    << form << ": " << spoilt.what;
            }
        }
    }
}

TEST(Mutants, of_every_real_mapping_are_refused) { refuse_mutants_of(RENKEI_SOURCE "/mappings"); }

TEST(Mutants, of_the_worked_example_are_refused) { refuse_mutants_of(RENKEI_SOURCE "/mappings/example"); }

} // namespace
} // namespace renkei::refuse::mutants_test
