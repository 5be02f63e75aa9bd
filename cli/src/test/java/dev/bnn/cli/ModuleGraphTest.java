package dev.bnn.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.bnn.datasets.KnowsNetworks;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Who may see whom: docs/ARCHITECTURE.md. */
class ModuleGraphTest {
  private static final String JACKSON = "com.fasterxml.jackson..";

  /**
   * A module.
   *
   * @param name its package below {@code dev.bnn}
   * @param sees the modules it may use
   * @param libraries the packages it may use beside the JDK's
   */
  private record Module(String name, List<String> sees, List<String> libraries) {}

  private static final List<Module> MODULES =
      List.of(
          new Module(
              "datasets",
              List.of(),
              List.of("org.apache.commons.compress..", "us.hebi.matlab.mat..", "javax.net.ssl..")),
          new Module("quantize", List.of(), List.of(JACKSON)),
          new Module(
              "train",
              List.of("datasets", "quantize"),
              List.of("org.deeplearning4j..", "org.nd4j..", "org.bytedeco..", JACKSON)),
          new Module(
              "export",
              List.of("quantize"),
              List.of("ai.onnx.proto..", "com.google.protobuf..", JACKSON)),
          new Module(
              "imports", List.of("quantize"), List.of("ai.onnx.proto..", "com.google.protobuf..")),
          new Module("hwgen", List.of("quantize"), List.of(JACKSON)),
          new Module(
              "runtime", List.of("quantize"), List.of("com.fazecast.jSerialComm..", JACKSON)),
          new Module(
              "verify",
              List.of("datasets", "quantize", "export", "hwgen"),
              List.of("ai.onnxruntime..")),
          new Module(
              "experiments",
              List.of("datasets", "quantize", "train"),
              List.of("org.knowm.xchart..", JACKSON)),
          new Module(
              "cli",
              List.of(
                  "datasets",
                  "quantize",
                  "train",
                  "export",
                  "imports",
                  "hwgen",
                  "runtime",
                  "verify",
                  "experiments"),
              List.of("picocli..", "me.tongfei.progressbar..", JACKSON)));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.bnn");

  @ParameterizedTest
  @FieldSource("MODULES")
  void a_module_sees_what_the_picture_allows_and_nothing_else(Module module) {
    rule(module).check(CLASSES);
  }

  @Test
  void every_class_belongs_to_a_module() {
    String[] packages =
        MODULES.stream().map(m -> "dev.bnn." + m.name + "..").toArray(String[]::new);
    classes().should().resideInAnyPackage(packages).check(CLASSES);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("dev.bnn.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void public_records_hold_no_arrays() {
    fields()
        .that()
        .areNotStatic()
        .and()
        .areDeclaredInClassesThat(publicRecords())
        .should()
        .notHaveRawType(DescribedPredicate.describe("array", JavaClass::isArray))
        .check(CLASSES);
  }

  /** A class of the command line that reaches behind the trainer. */
  @SuppressWarnings("unused")
  private record KnowsTensors(INDArray tensor) {}

  /** A class of the command line as it should be. */
  @SuppressWarnings("unused")
  private record KnowsNames(String name) {}

  @Test
  void a_class_that_sees_too_much_is_caught() {
    assertThat(violates("datasets", KnowsNetworks.class)).isTrue();
    assertThat(violates("cli", KnowsTensors.class)).isTrue();
    assertThat(violates("cli", KnowsNames.class)).isFalse();
  }

  private static boolean violates(String module, Class<?> suspect) {
    Module found = MODULES.stream().filter(m -> m.name.equals(module)).findFirst().orElseThrow();
    return rule(found).evaluate(new ClassFileImporter().importClasses(suspect)).hasViolation();
  }

  private static ArchRule rule(Module module) {
    Stream<String> own = Stream.concat(Stream.of(module.name), module.sees.stream());
    List<String> allowed =
        Stream.of(
                own.map(name -> "dev.bnn." + name + ".."),
                module.libraries.stream(),
                Stream.of("java..", "javax.imageio.."))
            .flatMap(names -> names)
            .collect(Collectors.toList());
    return classes()
        .that()
        .resideInAPackage("dev.bnn." + module.name + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .or(DescribedPredicate.describe("primitives", JavaClass::isPrimitive)));
  }

  private static DescribedPredicate<JavaClass> publicRecords() {
    return DescribedPredicate.describe(
        "public records",
        type ->
            type.isRecord()
                && type.getModifiers()
                    .contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC));
  }
}
