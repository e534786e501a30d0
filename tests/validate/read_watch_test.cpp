// A check that reads more than the cache's key holds, and does not say so, hides nothing in the next
// resource.
#include "gateway/core/json/parser.h"
#include "gateway/fhir/validate/walk/validation_run.h"
#include "gateway/fhir/validate/walk/walk.h"
#include "generated/messages/validate.h"

#include "tests/validate/mutants.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace renkei::validate::read_watch_test {
namespace {

const ValidationContext& context() {
    static const ValidationContext all(test::library());
    return all;
}

constexpr const char* patient_url = "urn:uuid:22222222-2222-4222-8222-222222222222";

struct Texts {
    std::string code = "体温";
    std::string link = "https://x.test/a";
    std::string other_type = "Patient";
    std::string more_entries{};
};

std::string bundle_with(const Texts& texts) {
    return fmt::format(
        R"({{"resourceType":"Bundle","type":"collection","entry":[{{"fullUrl":"urn:uuid:11111111-1111-4111-8111-111111111111",
"resource":{{"resourceType":"Observation","status":"final","code":{{"text":"{}"}},
"text":{{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'><a href='{}'>x</a></div>"}}}}}},
{{"fullUrl":"{}","resource":{{"resourceType":"{}","id":"p"}}}}{}]}})",
        texts.code, texts.link, patient_url, texts.other_type, texts.more_entries);
}

// A bundle under validation; the checks are asked about the resource of its first entry.
struct Checked {
    ValidationRun& validation;
    json::NodeId resource;

    const Document& document() const { return validation.document(); }
    const DocumentTree& tree() const { return validation.tree(); }
    json::NodeId code() const { return document().child(resource, "code"); }
    json::NodeId code_text() const { return document().child(code(), "text"); }
    json::NodeId div() const { return document().child(document().child(resource, "text"), "div"); }
    definitions::TypeId type() const { return document().type_of(resource); }
};

// Is there something to report?
using IsWrong = std::function<bool(const Checked&)>;

// Validates with one check and one cache, document after document.
class Session {
public:
    explicit Session(IsWrong is_wrong) : is_wrong_(std::move(is_wrong)) {}

    std::size_t findings_in(const std::string& document) {
        json::Tree tree;
        EXPECT_TRUE(parser_.parse(document, tree));
        FindingCollector findings(10);
        ValidationRun validation(context(), lookups_, options_, tree, evaluator_, findings);
        const json::NodeId first = tree.element(tree.child(json::Tree::root, "entry"), 0);
        const Checked checked{validation, tree.child(first, "resource")};
        Walk(validation).unless_cached(checked.resource, [&] {
            ++runs_;
            if (is_wrong_(checked)) {
                validation.report(diag::message::validate_null, checked.resource, {"x"});
            }
        });
        return findings.findings().size();
    }
    std::size_t runs() const { return runs_; }

private:
    IsWrong is_wrong_;
    json::Parser parser_{context().r4().names()};
    LookupCache lookups_{context()};
    fhirpath::Evaluator evaluator_{context().r4()};
    const ValidationOptions options_;
    std::size_t runs_ = 0;
};

struct ForgetfulCheck {
    const char* reads;
    IsWrong is_wrong;
    Texts wrong;
};
void PrintTo(const ForgetfulCheck& one, std::ostream* out) { *out << one.reads; }

const Texts other_code{.code = "wrong"};
const Texts other_resource{.other_type = "Device"};

const std::vector<ForgetfulCheck>& forgetful_checks() {
    static const std::vector<ForgetfulCheck> all{
        {"text", [](const Checked& it) { return it.tree().text(it.code_text()) == "wrong"; }, other_code},
        {"raw_text", [](const Checked& it) { return it.tree().raw(it.code_text()) == "\"wrong\""; },
         other_code},
        {"member", [](const Checked& it) { return it.document().text(it.code(), "text") == "wrong"; },
         other_code},
        {"bytes_of_an_object",
         [](const Checked& it) { return it.tree().raw(it.code()).find("wrong") != std::string_view::npos; },
         other_code},
        {"the_whole_tree",
         [](const Checked& it) { return it.tree().whole().text(it.code_text()) == "wrong"; }, other_code},
        {"item_of_an_expression",
         [](const Checked& it) {
             const fhirpath::Item item = it.validation.expressions().item({it.code_text(), json::no_node},
                                                                          it.validation.r4().type("string"));
             return item.tree().text(item.place()) == "wrong";
         },
         other_code},
        {"expression",
         [](const Checked& it) {
             const ConstraintPlan& expression = context().expression("code.text = 'wrong'");
             return it.validation.expressions().holds(*expression.expression, {it.resource, json::no_node},
                                                      it.type()) == true;
         },
         other_code},
        {"selection",
         [](const Checked& it) {
             const ConstraintPlan& expression = context().expression("code.where(text = 'wrong')");
             return !it.validation.expressions()
                         .select(*expression.expression, {it.resource, json::no_node}, it.type())
                         .empty();
         },
         other_code},
        {"narrative",
         [](const Checked& it) { return it.validation.narrative(it.div()).links[0].address == "wrong"; },
         Texts{.link = "wrong"}},
        {"narrative_that_was_read_before",
         [](const Checked& it) {
             const json::NodeId div = it.div();
             it.validation.run_and_record(DependentCheck::Kind::address, {}, {div, json::no_node}, {},
                                          [&] { it.validation.narrative(div); });
             return it.validation.narrative(div).links[0].address == "wrong";
         },
         Texts{.link = "wrong"}},
        {"text_within_a_check_of_another_element",
         [](const Checked& it) {
             bool is_wrong = false;
             const ElementValue status{it.document().child(it.resource, "status"), json::no_node};
             it.validation.run_and_record(DependentCheck::Kind::type_rule, {}, status, {}, [&] {
                 is_wrong = it.document().text(it.code(), "text") == "wrong";
             });
             return is_wrong;
         },
         other_code},
        {"target_of_a_reference",
         [](const Checked& it) {
             const auto target = it.document().resolve(it.resource, patient_url);
             return it.document().type_of(target->resource) != it.validation.r4().type("Patient");
         },
         other_resource},
        {"entries_of_the_bundle",
         [](const Checked& it) {
             return it.document().bundle_around(it.resource)->entries()[1].type != "Patient";
         },
         other_resource},
        {"type_of_another_resource",
         [](const Checked& it) {
             return it.document().type_of(it.tree().after(it.resource) + 2) ==
                    it.validation.r4().type("Device");
         },
         other_resource},
        {"number_of_entries",
         [](const Checked& it) {
             const json::NodeId entries = it.tree().parent(it.resource - 2);
             return it.tree()[entries].count() > 2;
         },
         Texts{.more_entries = R"(,{"fullUrl":"urn:uuid:33333333-3333-4333-8333-333333333333"})"}},
        {"member_of_the_bundle",
         [](const Checked& it) { return it.document().child(json::Tree::root, "total") != json::no_node; },
         Texts{.more_entries = R"(],"total":3,"link":[)"}},
    };
    return all;
}

class A_check_that_is_not_recorded : public testing::TestWithParam<ForgetfulCheck> {};

TEST_P(A_check_that_is_not_recorded, reports_what_it_reads_in_every_document) {
    Session session(GetParam().is_wrong);
    for (std::size_t time = 1; time <= 4; ++time) {
        EXPECT_EQ(session.findings_in(bundle_with({})), 0U);
        EXPECT_EQ(session.runs(), time);
    }
    EXPECT_EQ(session.findings_in(bundle_with(GetParam().wrong)), 1U);
}

INSTANTIATE_TEST_SUITE_P(Reads, A_check_that_is_not_recorded, testing::ValuesIn(forgetful_checks()),
                         [](const auto& row) { return row.param.reads; });

// Otherwise the tests above would say nothing: the cache is in use.
TEST(A_check_of_the_signature, does_not_run_again) {
    Session session([](const Checked& it) {
        return it.document().text(it.resource, "status") != "final" ||
               !it.document().text(it.resource, "language").empty() || it.tree()[it.code()].count() != 1 ||
               !it.tree()[it.code_text()].is_string() || it.tree().key(it.code()) != "code";
    });
    for (int time = 0; time < 4; ++time) {
        EXPECT_EQ(session.findings_in(bundle_with({.code = fmt::format("{}", time)})), 0U);
    }
    EXPECT_EQ(session.runs(), 2U);
}

// A recorded check may read everything, and only as long as it runs.
TEST(A_recorded_check, does_not_spoil_the_record) {
    Session session([](const Checked& it) {
        const json::NodeId code = it.code();
        it.validation.run_and_record(DependentCheck::Kind::address, {}, {it.code_text(), json::no_node}, {},
                                     [&] { EXPECT_EQ(it.document().text(code, "text"), "体温"); });
        return false;
    });
    for (int time = 0; time < 4; ++time) {
        session.findings_in(bundle_with({}));
    }
    EXPECT_EQ(session.runs(), 2U);
}

TEST(A_watch_of_a_resource, notes_free_texts_and_what_is_around_it) {
    json::Parser parser(context().r4().names());
    json::Tree tree;
    const std::string document = bundle_with({});
    ASSERT_TRUE(parser.parse(document, tree));
    const json::NodeId entry = tree.element(tree.child(json::Tree::root, "entry"), 0);
    const json::NodeId resource = tree.child(entry, "resource");
    const json::NodeId code = tree.child(resource, "code");
    const SignatureWriter signatures(tree.names());
    DocumentTree seen(tree);
    const auto spoils = [&](auto read) {
        ReadWatch watch(tree, resource, signatures);
        seen.set_watch(&watch);
        read();
        seen.set_watch(nullptr);
        return watch.is_invalid();
    };
    EXPECT_FALSE(spoils([&] { return seen.text(tree.child(resource, "status")); }));
    EXPECT_FALSE(spoils([&] { return seen.key(seen.parent(code)); }));
    EXPECT_TRUE(spoils([&] { return seen.text(tree.child(code, "text")); }));
    EXPECT_TRUE(spoils([&] { return seen.raw(code); }));
    EXPECT_TRUE(spoils([&] { return seen.key(seen.parent(resource)); }));
    EXPECT_TRUE(spoils([&] { return seen.child(entry, "fullUrl"); }));
    EXPECT_TRUE(spoils([&] { return seen.whole().size(); }));
}

} // namespace
} // namespace renkei::validate::read_watch_test
