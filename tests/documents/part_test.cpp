// What is shown of a document to who may read some of its kinds of information: every form that has rows in
// mappings/access/items.tsv, with every choice of its kinds.
#include "gateway/core/text/words.h"
#include "gateway/forms/html/document_page.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/sharing/matrix.h"

#include "tests/documents/kit.h"
#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace renkei::documents::part_test {
namespace {

const sharing::Matrix& matrix() {
    static const sharing::Matrix out =
        must(sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access"));
    return out;
}

std::vector<std::string_view> forms() {
    std::vector<std::string_view> out = matrix().forms();
    std::erase_if(out, [](std::string_view form) { return matrix().items_of_form(form).empty(); });
    return out;
}

// Each choice of kinds but none and all.
std::vector<sharing::FormPart> parts_of(std::string_view form) {
    std::vector<sharing::FormPart> out;
    const sharing::KindsOfForm all = sharing::kind_of_form(matrix().kinds_of_form(form).size()) - 1;
    for (sharing::KindsOfForm kinds = 1; kinds < all; ++kinds) {
        out.push_back({.rows = matrix().items_of_form(form), .kinds = kinds});
    }
    return out;
}

const mapping::Plan& plan_of(std::string_view form) { return *loaded()->catalogue->find(std::string(form)); }

std::string whole_of(std::string_view form) { return file(std::string(form) + "/full.bundle.json"); }

std::string items_in(ConversionWorker& worker, std::string_view form, const std::string& bundle,
                     const sharing::FormPart* part) {
    record::Record& record = worker.converter().record();
    diag::Report loss;
    must(service::from_bundle(worker.converter(), plan_of(form), bundle, record, loss));
    if (part != nullptr) {
        keep_part(record, *part);
    }
    return record::canonical_text(record);
}

bool is_text(const form::Item& item) {
    return item.type == form::ItemType::text || item.type == form::ItemType::token;
}

// "visits[0].vitals.temperature = 36.5": id of the item, and its value.
std::vector<std::pair<std::string, std::string>> values_in(std::string_view record) {
    std::vector<std::pair<std::string, std::string>> out;
    while (!record.empty()) {
        const std::string_view line = text::next_part(record, '\n');
        const std::size_t sign = line.find(" = ");
        std::string id(line.substr(0, sign));
        for (std::size_t from = id.find('['); from != std::string::npos; from = id.find('[')) {
            id.erase(from, id.find(']') - from + 1);
        }
        out.emplace_back(std::move(id), line.substr(std::min(sign + 3, line.size())));
    }
    return out;
}

std::string errors_of(ConversionWorker& worker, const std::string& bundle) {
    diag::Report found;
    const json::Tree* const tree = must(worker.validation().read(bundle));
    worker.validation().validate(*tree, {.least = diag::Severity::error}, found);
    return recorded(found);
}

void expect_marked(const nlohmann::json& meta) {
    EXPECT_EQ(meta["tag"][0]["code"], "SUBSETTED");
    EXPECT_FALSE(meta.contains("profile"));
}

std::size_t count_in(const std::string& text, std::string_view word) {
    std::size_t out = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        ++out;
    }
    return out;
}

TEST(Items, of_a_form_belong_to_kinds_each_once_and_are_items_of_it) {
    ASSERT_FALSE(forms().empty());
    for (const std::string_view form : forms()) {
        std::map<std::string, int, std::less<>> named;
        for (const sharing::FormItems& row : matrix().items_of_form(form)) {
            for (const std::string& item : row.items) {
                ++named[item];
            }
        }
        const form::Form& tables = plan_of(form).form();
        for (const form::Item& item : tables.items()) {
            const std::string_view id = tables.text(item.id);
            const bool is_of_table = !item.is(form::implied);
            const auto found = named.find(id);
            EXPECT_EQ(found == named.end() ? 0 : found->second, is_of_table ? 1 : 0) << form << " " << id;
            if (found != named.end()) {
                named.erase(found);
            }
        }
        EXPECT_TRUE(named.empty()) << form << ": no item: " << named.begin()->first;
    }
}

TEST(Part, has_the_items_that_it_shows_and_no_other) {
    ConversionWorker worker(loaded());
    for (const std::string_view form : forms()) {
        const std::string whole = whole_of(form);
        const std::string all = items_in(worker, form, whole, nullptr);
        std::set<std::string> different;
        for (const sharing::FormPart& part : parts_of(form)) {
            const std::string bundle = must(part_in_fhir(worker.converter(), plan_of(form), part, whole));
            const std::string kept = items_in(worker, form, whole, &part);
            EXPECT_EQ(items_in(worker, form, bundle, nullptr), kept) << form;
            EXPECT_LT(kept.size(), all.size());
            different.insert(kept);
            EXPECT_EQ(errors_of(worker, bundle), "") << form;
            const auto json = nlohmann::json::parse(bundle);
            expect_marked(json["meta"]);
            for (const auto& entry : json["entry"]) {
                expect_marked(entry["resource"]["meta"]);
            }
            std::vector<std::pair<std::string, std::string>> expected = values_in(all);
            std::erase_if(expected, [&](const auto& value) {
                return !value.first.ends_with(".place") && !part.shows(value.first);
            });
            std::vector<std::pair<std::string, std::string>> found = values_in(kept);
            for (auto* const each : {&expected, &found}) { // a place goes with its row
                std::erase_if(*each, [](const auto& value) { return value.first.ends_with(".place"); });
            }
            EXPECT_EQ(found, expected) << form;
        }
        EXPECT_EQ(different.size(), parts_of(form).size()) << form << ": each kind has items";
    }
}

// ---------------------------------------------------------------- hidden persons
// Forms that are shown of them.
std::vector<std::string_view> forms_of_hidden() {
    std::vector<std::string_view> out = matrix().forms();
    std::erase_if(out, [](std::string_view form) { return matrix().shown_of_hidden(form) == nullptr; });
    return out;
}

sharing::FormPart of_hidden(std::string_view form) {
    return {.kinds = sharing::kind_of_form(0), .of_hidden = matrix().shown_of_hidden(form)};
}

// What is shown of these texts is known to name no place.
TEST(Hidden, items_of_a_form_are_items_of_it) {
    EXPECT_EQ(forms_of_hidden().size(), 5U);
    for (const std::string_view form : forms_of_hidden()) {
        const form::Form& tables = plan_of(form).form();
        for (const sharing::LeftOut out :
             {sharing::LeftOut::places, sharing::LeftOut::names, sharing::LeftOut::both}) {
            const std::vector<std::string>* const shown = matrix().shown_of_hidden(form, out);
            for (const std::string& id : shown == nullptr ? std::vector<std::string>() : *shown) {
                const auto found = std::ranges::find_if(
                    tables.items(), [&](const form::Item& each) { return tables.text(each.id) == id; });
                EXPECT_NE(found, tables.items().end()) << form << " " << id;
            }
        }
    }
}

TEST(Part, of_a_hidden_person_says_no_place_and_is_valid) {
    ConversionWorker worker(loaded());
    std::size_t compared = 0;
    for (const std::string_view form : forms_of_hidden()) {
        const sharing::FormPart part = of_hidden(form);
        const std::string whole = whole_of(form);
        const std::string all = items_in(worker, form, whole, nullptr);
        const std::string bundle = must(part_in_fhir(worker.converter(), plan_of(form), part, whole));
        record::Record& record = worker.converter().record();
        diag::Report loss;
        must(service::from_bundle(worker.converter(), plan_of(form), whole, record, loss));
        keep_part(record, part);
        const std::string page = html::document_page(
            plan_of(form), record, {.shows = [&](std::string_view item) { return part.shows(item); }});
        EXPECT_EQ(errors_of(worker, bundle), "") << form;
        std::set<std::string> shown_texts;
        std::set<std::string> hidden_texts;
        const form::Form& tables = plan_of(form).form();
        for (const auto& [id, value] : values_in(all)) {
            const auto item = std::ranges::find_if(
                tables.items(), [&](const form::Item& each) { return tables.text(each.id) == id; });
            if (item != tables.items().end() && is_text(*item)) {
                (part.shows(id) ? shown_texts : hidden_texts).insert(value.substr(0, value.find("\\n")));
            }
        }
        for (const std::string& hidden : hidden_texts) {
            const bool is_in_shown = std::ranges::any_of(shown_texts, [&](const std::string& shown) {
                return shown.find(hidden) != std::string::npos;
            });
            if (hidden.size() < 8 || is_in_shown) { // short ones are parts of ids, too
                continue;
            }
            ++compared;
            EXPECT_EQ(bundle.find(hidden), std::string::npos) << form << ": " << hidden;
            EXPECT_EQ(page.find(hidden), std::string::npos) << form << ": " << hidden;
        }
        for (const std::string& shown : shown_texts) {
            EXPECT_NE(bundle.find(shown), std::string::npos) << form << ": " << shown;
        }
        for (const auto& [id, value] : values_in(record::canonical_text(record))) {
            EXPECT_TRUE(part.shows(id) || id.ends_with(".place")) << form << " " << id;
        }
        if (std::ranges::all_of(tables.senders(), [&](form::ItemId sender) {
                return part.shows(tables.text(tables.items()[sender].id));
            })) {
            continue; // who sent it may be known: a municipality is no place of the person
        }
        EXPECT_NE(nlohmann::json::parse(bundle)["identifier"]["value"],
                  nlohmann::json::parse(whole)["identifier"]["value"])
            << "it has the sender's number";
        const auto part_json = nlohmann::json::parse(bundle);
        for (const auto& entry : part_json["entry"]) {
            EXPECT_EQ(whole.find(entry["fullUrl"].get<std::string>()), std::string::npos)
                << "made of the sender's number";
        }
    }
    EXPECT_GT(compared, 40U);
}

// What stands in for a value that is left out says why it is not there.
TEST(Part, calls_nothing_unknown_that_is_left_out) {
    ConversionWorker worker(loaded());
    std::size_t masked = 0;
    for (const std::string_view form : forms_of_hidden()) {
        const std::string whole = whole_of(form);
        const std::string bundle =
            must(part_in_fhir(worker.converter(), plan_of(form), of_hidden(form), whole));
        EXPECT_LE(count_in(bundle, "\"unknown\""), count_in(whole, "\"unknown\"")) << form;
        masked += count_in(bundle, "\"masked\"");
    }
    EXPECT_EQ(masked, 4U) << "the authors of three, and where the survey was";
}

TEST(Part, of_a_hidden_person_has_no_words_beside_a_reason) {
    ConversionWorker worker(loaded());
    const mapping::Plan& plan = plan_of("opinion");
    record::Record& record = worker.converter().record();
    record.clear(plan.form());
    diag::Report loss;
    const std::string stored = whole_of("opinion"); // the record looks into it
    must(service::from_bundle(worker.converter(), plan, stored, record, loss));
    const auto weight = std::ranges::find_if(plan.form().items(), [&](const form::Item& each) {
        return plan.form().text(each.id) == "opinion.body.weight";
    });
    ASSERT_NE(weight, plan.form().items().end());
    record.set_absent(record.root(), *weight, {.reason = "unable", .note = "見本荘の居室では測れない"});
    const std::string whole = service::to_bundle(worker.converter(), plan, record, loss);
    ASSERT_NE(whole.find("見本荘の居室"), std::string::npos);
    const std::string bundle = must(part_in_fhir(worker.converter(), plan, of_hidden("opinion"), whole));
    EXPECT_EQ(bundle.find("見本荘"), std::string::npos);
    EXPECT_NE(items_in(worker, "opinion", bundle, nullptr).find("opinion.body.weight = !unable"),
              std::string::npos);
}

// What no kind shows is in no part: what the mapping of the form does not understand.
TEST(Part, has_nothing_that_the_form_does_not_know) {
    ConversionWorker worker(loaded());
    for (const std::string_view form : forms()) {
        auto bundle = nlohmann::json::parse(whole_of(form));
        bundle["entry"].push_back(
            {{"fullUrl", "urn:uuid:0197c1d2-0000-4000-8000-00000000000a"},
             {"resource",
              {{"resourceType", "Basic"}, {"code", {{"text", "what others add"}}}, {"id", "a"}}}});
        bundle["entry"][0]["resource"]["extension"] = {
            {{"url", "https://example.jp/x"}, {"valueString", "what others say"}}};
        for (const sharing::FormPart& part : parts_of(form)) {
            const std::string shown =
                must(part_in_fhir(worker.converter(), plan_of(form), part, bundle.dump()));
            EXPECT_EQ(shown.find("what others"), std::string::npos);
        }
    }
}

TEST(Part, of_a_version_is_given_out_as_fhir_and_page_alone) {
    Site site;
    const Receipt receipt =
        site.submit(file("insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV"), "network");
    EXPECT_TAKEN(receipt);
    const store::Version whole = receipt.documents.front().version;
    for (const sharing::FormPart& part : parts_of("insured_card")) {
        const store::Version version = store::as_part(whole, part);
        std::vector<std::string> offered;
        for (const Representation& each : representations(*loaded(), version)) {
            offered.push_back(each.media_type);
            const Rendered rendered = must(site.try_render(version, each));
            EXPECT_EQ(rendered.etag, "") << "what is in it depends on the reader";
            const bool shows_card = part.shows("cm_office.name");
            EXPECT_EQ(rendered.bytes.find("試験地域包括支援センター") != std::string::npos, shows_card)
                << each.media_type;
        }
        EXPECT_EQ(offered, (std::vector<std::string>{"application/fhir+json", "application/fhir+xml",
                                                     "text/html;charset=UTF-8"}));
    }
}

// A box that is not shown is no box that did not arrive.
TEST(Part, as_a_page_says_that_it_is_one_and_which_boxes_are_not_shown) {
    Site site;
    const Receipt receipt = site.submit(file("insured_card/minimal.csv"), "network");
    EXPECT_TAKEN(receipt);
    const store::Version whole = receipt.documents.front().version;
    const std::string page = site.render(whole, "html").bytes;
    ASSERT_NE(page.find("届いていない"), std::string::npos);
    ASSERT_EQ(page.find("示していない"), std::string::npos);
    const std::vector<std::string> sections{"給付制限", "介護保険施設等", "負担限度額認定証", "公費"};
    for (const sharing::FormPart& part : parts_of("insured_card")) {
        const std::string seen = site.render(store::as_part(whole, part), "html").bytes;
        EXPECT_NE(seen.find("閲覧できる欄だけを示しています"), std::string::npos);
        EXPECT_NE(seen.find("（一部）"), std::string::npos) << "on each sheet";
        const std::size_t not_arrived = seen.find("値が一つも届いていない区分：");
        const std::size_t left_out = seen.find("示していない欄のある");
        ASSERT_NE(left_out, std::string::npos);
        const auto is_listed = [&](std::size_t from, const std::string& word) {
            return from != std::string::npos &&
                   seen.substr(from, seen.find("</p>", from) - from).find(word) != std::string::npos;
        };
        EXPECT_TRUE(is_listed(left_out, "公費")) << "in no part";
        EXPECT_FALSE(is_listed(not_arrived, "公費"));
        const bool shows_limit = part.shows("burden_stage");
        EXPECT_EQ(is_listed(not_arrived, "負担限度額認定証"), shows_limit);
        EXPECT_EQ(is_listed(left_out, "負担限度額認定証"), !shows_limit);
    }
}

// What is shown is decided by the tables, which may be read again while a request is carried out.
TEST(Part, keeps_the_tables_that_it_was_decided_by) {
    Site site;
    const Receipt receipt = site.submit(file("insured_card/minimal.csv"), "network");
    EXPECT_TAKEN(receipt);
    auto tables = std::make_shared<const sharing::Matrix>(
        must(sharing::Matrix::load(std::filesystem::path(RENKEI_SOURCE) / "mappings/access")));
    const store::Version version = store::as_part(
        receipt.documents.front().version,
        {.owner = tables, .rows = tables->items_of_form("insured_card"), .kinds = sharing::kind_of_form(0)});
    tables.reset();
    EXPECT_NE(site.render(version, "fhir").bytes.find("SUBSETTED"), std::string::npos);
}

} // namespace
} // namespace renkei::documents::part_test
