package dev.bnn.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.junit.jupiter.api.Test;

/** The module graph of docs/ARCHITECTURE.md: what is not named here is not allowed. */
class ModuleGraphTest {
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.bnn");

  private static Architectures.LayeredArchitecture modules() {
    Architectures.LayeredArchitecture graph =
        Architectures.layeredArchitecture().consideringOnlyDependenciesInAnyPackage("dev.bnn..");
    for (String module :
        new String[] {"datasets", "quantize", "train", "export", "hwgen", "verify", "cli"}) {
      graph = graph.layer(module).definedBy("dev.bnn." + module + "..");
    }
    return graph.ensureAllClassesAreContainedInArchitecture();
  }

  @Test
  void modules_depend_on_each_other_only_as_documented() {
    assertThat(OURS).as("classes of all modules").hasSizeGreaterThan(100);
    modules()
        .whereLayer("datasets")
        .mayNotAccessAnyLayer()
        .whereLayer("quantize")
        .mayNotAccessAnyLayer()
        .whereLayer("train")
        .mayOnlyAccessLayers("datasets", "quantize")
        .whereLayer("export")
        .mayOnlyAccessLayers("quantize")
        .whereLayer("hwgen")
        .mayOnlyAccessLayers("quantize")
        .whereLayer("verify")
        .mayOnlyAccessLayers("datasets", "quantize", "export", "hwgen")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .check(OURS);
  }

  @Test
  void the_test_can_fail() {
    assertThatThrownBy(
            () -> modules().whereLayer("verify").mayOnlyAccessLayers("datasets").check(OURS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("dev.bnn.verify");
  }

  @Test
  void outside_libraries_stay_in_the_module_that_owns_them() {
    assertOnlyIn("dev.bnn.train..", "org.deeplearning4j..", "org.nd4j..", "org.bytedeco..");
    assertOnlyIn("dev.bnn.export..", "com.google.protobuf..", "ai.onnx.proto..", "org.tribuo..");
    assertOnlyIn("dev.bnn.verify..", "ai.onnxruntime..");
    assertOnlyIn("dev.bnn.cli..", "picocli..", "me.tongfei..");
  }

  private static void assertOnlyIn(String owner, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(owner)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(OURS);
  }

  @Test
  void packages_form_no_circles() {
    slices().matching("dev.bnn.(*)..").should().beFreeOfCycles().check(OURS);
  }
}
